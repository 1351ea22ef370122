"""A sentence as a tree with cheap questions."""

from __future__ import annotations

from functools import cached_property

from dragoman.records import Sentence, Span, Token


class Tree:
    """Children, subtrees and paths of a parsed sentence."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens

    @cached_property
    def children(self) -> list[list[Token]]:
        out: list[list[Token]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                out[token.head].append(token)
        return out

    def kids(self, token: Token, *deps: str) -> list[Token]:
        return [k for k in self.children[token.index] if k.dep in deps]

    def head(self, token: Token) -> Token:
        return self.tokens[token.head]

    def subtree(self, token: Token) -> list[int]:
        """Indices of a token and all below it, sorted."""
        out, stack = [], [token.index]
        while stack:
            one = stack.pop()
            out.append(one)
            stack += [k.index for k in self.children[one]]
        return sorted(out)

    def spans(self, indices: list[int]) -> tuple[Span, ...]:
        """Stretches of neighbouring tokens as spans, punctuation at their edges left out."""
        runs: list[list[int]] = []
        for index in sorted(set(indices)):
            if runs and index == runs[-1][-1] + 1:
                runs[-1].append(index)
            else:
                runs.append([index])
        out = []
        for run in runs:
            while run and self.tokens[run[0]].pos == "PUNCT" and self.tokens[run[0]].text not in "“\"'(":
                run = run[1:]
            while run and self.tokens[run[-1]].text in (",", ";", "-", "--", "—", ":"):
                run = run[:-1]
            if run and any(self.tokens[i].pos not in ("PUNCT", "SPACE") for i in run):
                out.append(Span(self.tokens[run[0]].span.start, self.tokens[run[-1]].span.end))
        return tuple(out)
