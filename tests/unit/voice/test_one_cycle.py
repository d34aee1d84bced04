"""Echo's optimiser against torch's own."""

import torch

from audio_backend.engines.voice.echo.one_cycle import OneCycleAdamW


def _problem():
    torch.manual_seed(1)
    layer = torch.nn.Linear(7, 5)
    return layer, torch.randn(100, 16, 7), torch.randn(100, 16, 5)


def _loss(layer, heard, wanted):
    return (layer(heard).tanh() - wanted).abs().mean()


def test_every_step_is_torchs_own_bit_by_bit():
    layer, heard, wanted = _problem()
    ours = OneCycleAdamW(list(layer.parameters()), 4e-3, 100, 0.01)
    other, _, _ = _problem()
    theirs = torch.optim.AdamW(other.parameters(), lr=4e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(theirs, 4e-3, total_steps=100)
    for x, y in zip(heard, wanted, strict=True):
        _loss(layer, x, y).backward()
        ours.step()
        theirs.zero_grad()
        _loss(other, x, y).backward()
        theirs.step()
        schedule.step()
        for mine, its in zip(layer.parameters(), other.parameters(), strict=True):
            assert torch.equal(mine, its)
