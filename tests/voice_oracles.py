"""so-vits-svc-fork 4.2.30 and infer-rvc-python 1.3.1 (both MIT) as judges of our nets; nothing else needs them.

`pip install --no-deps --target FOLDER so-vits-svc-fork==4.2.30 infer-rvc-python==1.3.1`, and name FOLDER in
VOICE_ORACLES. Their packages are entered without their `__init__`, which would import half of the world.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import types
from pathlib import Path
from unittest.mock import patch

import torch

FOLDER = os.environ.get("VOICE_ORACLES", "")


def _bare(name: str, path: Path | None = None, **attributes: object) -> None:
    module = types.ModuleType(name)
    if path:
        module.__path__ = [str(path)]
    vars(module).update(attributes)
    sys.modules[name] = module


def sovits(config: dict) -> torch.nn.Module:
    """The fork's net of a config.json's `model`."""
    if "so_vits_svc_fork" not in sys.modules:
        _bare("torchcrepe")
        _bare("cm_time", timer=contextlib.nullcontext)
        _bare("so_vits_svc_fork", Path(FOLDER, "so_vits_svc_fork"))
        _bare("so_vits_svc_fork.utils", get_optimal_device=lambda: torch.device("cpu"))
    module = importlib.import_module("so_vits_svc_fork.modules.synthesizers")
    return module.SynthesizerTrn(spec_channels=1025, segment_size=20, **config).eval()


def rvc(config: list, version: str, with_f0: bool) -> torch.nn.Module:
    """The package's net of a checkpoint's 18-item list."""
    if "infer_rvc_python" not in sys.modules:
        _bare("infer_rvc_python", Path(FOLDER, "infer_rvc_python"))
    models = importlib.import_module("infer_rvc_python.lib.infer_pack.models")
    name = f"SynthesizerTrnMs{256 if version == 'v1' else 768}NSFsid{'' if with_f0 else '_nono'}"
    return getattr(models, name)(*config, is_half=False).eval()


@contextlib.contextmanager
def recorded_draws():
    """Every random number that is drawn inside, in order."""
    draws: list[torch.Tensor] = []

    def recording(draw):
        def drawn(*args, **kwargs):
            draws.append(draw(*args, **kwargs))
            return draws[-1].clone()

        return drawn

    names = ("randn_like", "rand", "randn")
    with contextlib.ExitStack() as stack:
        for name in names:
            stack.enter_context(patch.object(torch, name, recording(getattr(torch, name))))
        yield draws
