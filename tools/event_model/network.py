"""The network: a small encoder with heads for triggers, events, roles, actor pairs and sentences."""

from __future__ import annotations

import torch
from labels import MODE_LABELS, ROLES, ROOTS, SENTENCE, STATUSES, TYPES
from torch import nn
from transformers import BertModel

ROLE_SIZE = 128
PAIR_SIZE = 256


class EventNetwork(nn.Module):
    """Heads read the encoder's last layer. `event` columns: types, roots, modes, statuses."""

    def __init__(self, encoder: BertModel, dropout: float = 0.1) -> None:
        super().__init__()
        size = encoder.config.hidden_size
        self.encoder = encoder
        self.drop = nn.Dropout(dropout)
        self.trigger = nn.Linear(size, len(TYPES))
        self.sentence = nn.Linear(2 * size, len(SENTENCE))
        self.event_hidden = nn.Linear(2 * size, PAIR_SIZE)
        self.event = nn.Linear(PAIR_SIZE, len(TYPES) + len(ROOTS) + len(MODE_LABELS) + len(STATUSES))
        self.role_word = nn.Linear(size, ROLE_SIZE)
        self.role_trigger = nn.Linear(size, ROLE_SIZE * len(ROLES))
        self.role_bias = nn.Linear(size, len(ROLES))
        self.pair_hidden = nn.Linear(4 * size, PAIR_SIZE)
        self.pair = nn.Linear(PAIR_SIZE, len(TYPES) + len(ROOTS))
        self.null = nn.Parameter(torch.zeros(2, size))

    def hidden(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.drop(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state)

    def sentences(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        return self.sentence(torch.cat([hidden[:, 0], mean], -1))

    def events(
        self, hidden: torch.Tensor, rows: torch.Tensor, words: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Event logits (events x columns) and role logits (events x pieces x roles)."""
        mine = hidden[rows]
        state = (mine * words.unsqueeze(-1)).sum(1)
        joint = torch.tanh(self.event_hidden(torch.cat([state, mine[:, 0]], -1)))
        keys = self.role_trigger(state).view(-1, len(ROLES), ROLE_SIZE)
        roles = torch.einsum("ewk,erk->ewr", torch.tanh(self.role_word(mine)), keys) / ROLE_SIZE**0.5
        return self.event(self.drop(joint)), roles + self.role_bias(mine)

    def pairs(self, hidden: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        """Pair logits from the states of marked sentences; `places`: pairs x 2, the opening marks, -1 for none."""
        states = []
        for n in range(2):
            absent = (places[:, n] < 0).unsqueeze(-1)
            found = hidden[torch.arange(len(hidden)), places[:, n].clamp(min=0)]
            states.append(torch.where(absent, self.null[n], found))
        joint = torch.cat([*states, states[0] * states[1], hidden[:, 0]], -1)
        return self.pair(self.drop(torch.tanh(self.pair_hidden(joint))))
