"""The base encoder with a pruned vocabulary: fewer embeddings, same words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

LATIN = re.compile(r"(?:##)?[\x21-\x7e£€–—‘’“”…°½àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœšž]+")


def load_pruned(folder: Path, size: int, texts: list[str]) -> tuple[BertModel, Tokenizer]:
    """The encoder and its tokenizer with `size` word pieces: special ones, single characters, those that the texts
    use, then the most frequent (the base vocabulary stands in order of frequency)."""
    spec = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    spec["truncation"] = spec["padding"] = None
    vocabulary: dict[str, int] = spec["model"]["vocab"]
    full = Tokenizer.from_str(json.dumps(spec))
    by_id = {number: piece for piece, number in vocabulary.items()}
    used = {number for text in texts for number in full.encode(text).ids}
    special = [vocabulary[p] for p in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")]
    kept = dict.fromkeys(special)
    kept |= dict.fromkeys(n for n, p in by_id.items() if len(p.removeprefix("##")) == 1 and LATIN.fullmatch(p))
    kept |= dict.fromkeys(sorted(used))
    for number in sorted(by_id):
        if len(kept) >= size:
            break
        if LATIN.fullmatch(by_id[number]) and not by_id[number].startswith("[unused"):
            kept[number] = None
    ids = [*special, *sorted(set(kept) - set(special))]
    spec["model"]["vocab"] = {by_id[old]: new for new, old in enumerate(ids)}
    for token in spec.get("added_tokens", []):
        token["id"] = ids.index(vocabulary[token["content"]])
    for post in [spec.get("post_processor") or {}]:
        for name, entry in post.get("special_tokens", {}).items():
            entry["ids"] = [ids.index(vocabulary[name])]
        for key in ("sep", "cls"):
            if key in post:
                post[key][1] = ids.index(vocabulary[post[key][0]])
    encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager")
    weights = encoder.embeddings.word_embeddings.weight.data[torch.tensor(ids)].clone()
    encoder.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(weights, freeze=False, padding_idx=0)
    config: BertConfig = encoder.config
    config.vocab_size = len(ids)
    return encoder, Tokenizer.from_str(json.dumps(spec))
