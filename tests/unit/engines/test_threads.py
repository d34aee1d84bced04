"""A network takes as many threads as its process was told, whatever the variables of other libraries say."""

import torch
from songs import loaded_spleeter

from audio_backend.engines.base import ENGINE_THREADS


def test_a_network_takes_the_threads_it_is_told(monkeypatch):
    spleeter, before = loaded_spleeter(), torch.get_num_threads()
    try:
        for told in (before + 2, 1):
            spleeter.unload()
            monkeypatch.setenv(ENGINE_THREADS, str(told))
            spleeter.load("cpu")
            assert torch.get_num_threads() == told
    finally:
        torch.set_num_threads(before)
