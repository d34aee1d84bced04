"""Deleting is the way out of a full disk, so it must not need room itself."""

from __future__ import annotations

import pytest

from audio_backend.errors import NotFound, StorageFull
from audio_backend.library.leftovers import delete_and_count_freed

BYTES = 1000


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "voice"
    made.mkdir()
    (made / "sample.wav").write_bytes(bytes(BYTES))
    return made


def test_the_ledger_forgets_first_so_that_nobody_finds_an_entry_without_files(folder):
    seen = []
    assert delete_and_count_freed(lambda: seen.append(folder.exists()), folder) == BYTES
    assert seen == [True] and not folder.exists()


def test_on_a_full_disk_the_files_go_first_and_make_the_room(folder):
    forgotten = []

    def forget():
        if folder.exists():
            raise StorageFull("The ledger can't grow.")
        forgotten.append(True)

    assert delete_and_count_freed(forget, folder) == BYTES
    assert forgotten == [True]


def test_a_disk_that_stays_full_is_told_and_what_is_unknown_keeps_its_files(folder):
    def unknown():
        raise NotFound("There is no such voice.")

    with pytest.raises(NotFound):
        delete_and_count_freed(unknown, folder)
    assert folder.exists()

    def full():
        raise StorageFull("The ledger can't grow.")

    with pytest.raises(StorageFull):
        delete_and_count_freed(full, folder)
