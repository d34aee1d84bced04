"""What is no part of a voice that the studio can take, beside what its nets tell of themselves: files and archives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audio_backend.engines.nets.vits.refusals import Refusal
from audio_backend.errors import BadInput, FieldError

MOST_TOLD = 3
UNPACK = "Unpack it, look at what is in it, and choose the voice's own files."
AGAIN = "Get it again, or unpack it and choose the voice's own files."
AS_ZIP = "Unpack it, and choose the voice's own files or a .zip of them."

EMPTY = Refusal("empty_file", "This file is 0 bytes long.", "There is nothing in it.", "Get it again.")
UNKNOWN_FILE = Refusal(
    "unknown_file",
    "This is no file of a voice that the studio knows.",
    "It holds neither weights, nor settings, nor an index.",
    "Choose .pth, .pt or .safetensors, config.json, .index or total_fea.npy, kmeans_….pt, or a .zip of them.",
)
RETRIEVAL_PICKLE = Refusal(
    "retrieval_pickle",
    "This is so-vits-svc's feature_and_index.pkl, a pickle.",
    "Opening a pickle can run any program that is in it, so it was not opened.",
    "Leave it out: the voice sings without retrieval. A kmeans_….pt of the same training can be used.",
)
PICKLE = Refusal(
    "pickle",
    "This is a Python pickle.",
    "Opening one can run any program that is in it, so it was not opened.",
    "Choose the voice's .pth or .safetensors.",
)
LONG_HEADER = Refusal(
    "broken_header",
    "The header of this .safetensors promises more than the file holds.",
    "It isn't whole, or was made to fill the memory, so it was not opened.",
    "Get the file again from its author.",
)
OTHER_ARCHIVE = Refusal("other_archive", "This is an archive, but no .zip.", "The studio opens only .zip.", AS_ZIP)
ONNX = Refusal(
    "onnx",
    "This is an ONNX export.",
    "Its weights can't be taken out of it again.",
    "Choose the .pth that it was made from.",
)
BROKEN_JSON = Refusal(
    "broken_json", "This is no readable JSON.", "Its text isn't whole, or isn't UTF-8.", "Get the config.json again."
)
BROKEN_WEIGHTS = Refusal(
    "weights_not_finite",
    "Some weights of this voice are no numbers (NaN or infinite).",
    "Its training went wrong, and it would make noise or nothing.",
    "Choose an earlier checkpoint of the same training.",
)
ANOTHER_ENCODER = Refusal(
    "another_content_encoder",
    "This voice was trained on the content encoder {name}.",
    "The studio has only ContentVec, with which nearly all voices are trained, and another one gives no words.",
    "Choose a voice that was trained with vec768l12, vec256l9 or contentvec.",
)
NO_WEIGHTS = Refusal(
    "no_weights",
    "There is no voice among these files.",
    "The weights are missing; found: {found}.",
    "Add the voice's .pth or .safetensors.",
)
SEVERAL_VOICES = Refusal(
    "several_voices",
    "There are several voices in these files: {names}.",
    "Which one is meant can't be told.",
    "Choose one of them, with the config.json and index of the same training.",
)
SEVERAL_CONFIGS = Refusal(
    "several_configs",
    "Several config.json fit this voice.",
    "Which one is of the same training can't be told.",
    "Choose one of them.",
)
SEVERAL_INDICES = Refusal(
    "several_indices",
    "There are several indexes: {names}.",
    "A voice takes one.",
    "Choose the one that begins with added_, of the same training.",
)
SEVERAL_CLUSTERS = Refusal(
    "several_clusters", "There are several files of clusters: {names}.", "A voice takes one.", "Choose one of them."
)
INDEX_MISFIT = Refusal(
    "index_of_another_voice",
    "This index has vectors of {found} numbers, and the voice takes {wanted}.",
    "It was made for another kind of voice: v1 and 4.0 have 256, v2 and 4.1 have 768.",
    "Choose the index of the same training, or leave it out.",
)
LARGE_INDEX = Refusal(
    "index_too_large",
    "This index is larger than 2 GB.",
    "It would fill the memory, so it was not opened.",
    "Choose the file that begins with added_ of the same training, or leave it out.",
)
NOT_AN_ARRAY = Refusal(
    "no_features",
    "This .npy holds no table of numbers.",
    "What else may be in it was not opened.",
    "Choose total_fea.npy or the .index of the same training, or leave it out.",
)
DAMAGED_ARCHIVE = Refusal("damaged_archive", "This .zip isn't whole.", "It can't be unpacked to its end.", AGAIN)
TOO_MANY = Refusal("archive_too_many", "There are too many files in this .zip.", "It was not unpacked.", UNPACK)
BOMB = Refusal(
    "archive_bomb",
    "This .zip unpacks to far more than it is.",
    "It would fill the disk, so it was not unpacked.",
    UNPACK,
)
NESTED = Refusal(
    "archive_in_archive",
    "There is an archive in this .zip: {name}.",
    "Only one layer is unpacked.",
    "Unpack it, and choose the inner one.",
)
OUTSIDE = Refusal(
    "archive_leads_outside",
    "A file in this .zip would be put outside of its folder: {name}.",
    "It was made to overwrite other files, or badly packed, so it was not unpacked.",
    UNPACK,
)
LINK = Refusal(
    "archive_link",
    "There is a link in this .zip: {name}.",
    "It could lead to any file of this computer, so the .zip was not unpacked.",
    UNPACK,
)
ENCRYPTED = Refusal(
    "archive_encrypted", "This .zip is locked with a password.", "It can't be opened without it.", AS_ZIP
)
PACKED_OTHERWISE = Refusal(
    "archive_method",
    "This .zip is packed in a way that the studio doesn't know.",
    "Only Store and Deflate are unpacked.",
    AS_ZIP,
)


def about(refusal: Refusal, **values: object) -> Refusal:
    """With the names and numbers that its words hold."""
    texts = {name: str(value) for name, value in values.items()}
    return replace(refusal, what=refusal.what.format(**texts), why=refusal.why.format(**texts))


@dataclass(frozen=True)
class Refused:
    """A file that can't be used, and why."""

    name: str
    refusal: Refusal

    def as_error(self) -> FieldError:
        says = f"{self.refusal.what} {self.refusal.why} {self.refusal.remedy}"
        return {"field": self.name, "message": says, "type": self.refusal.code}


def refused(files: Sequence[Refused]) -> BadInput:
    """Names them all in its errors, and the first few in words."""
    told = [f"“{one.name}”: {one.refusal.what} {one.refusal.why}" for one in files[:MOST_TOLD]]
    left = len(files) - MOST_TOLD
    more = [f"{left} more can't be used either."] if left > 0 else []
    remedies = dict.fromkeys(one.refusal.remedy for one in files[:MOST_TOLD])
    return BadInput(" ".join((*told, *more)), remedy=" ".join(remedies), errors=[one.as_error() for one in files])
