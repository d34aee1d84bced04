"""Whose voice: one of a checkpoint's speakers, or a mixture of them that may change over time."""

from __future__ import annotations

from torch import Tensor, nn

Speaker = int | Tensor
"""A row of the speaker table, or the share of each row: (S,) for the whole sound, (S, T) frame by frame."""


def speaker_embedding(table: nn.Embedding, speaker: Speaker) -> Tensor:
    """(1, G, 1), or (1, G, T) for a mixture over time. Shares need not add up to one; raises ValueError where they
    can't be made to."""
    rows = table.weight
    if isinstance(speaker, int):
        if not 0 <= speaker < len(rows):
            raise ValueError(f"there is no speaker {speaker}: this voice has {len(rows)}")
        return rows[speaker][None, :, None]
    shares = speaker.to(rows).reshape(len(speaker), -1)  # (S, 1 or T)
    total = shares.sum(0)
    if len(shares) > len(rows) or bool((shares < 0).any()) or not bool((total > 0).all()):
        raise ValueError(
            f"a mixture needs shares of at most {len(rows)} speakers, none below 0, one above 0 everywhere"
        )
    return (rows[: len(shares)].T @ (shares / total))[None]
