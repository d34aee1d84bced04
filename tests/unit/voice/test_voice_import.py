"""Which files make a voice, and what becomes of them; each of those that make none is refused in its own words."""

from __future__ import annotations

import io
import json
import pickle
import resource
import signal
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tiny_voices
import torch
from safetensors.torch import save, save_file
from voice_checkpoints import renamed

from audio_backend.engines.nets.vits import loading
from audio_backend.engines.nets.vits.inspection import CheckpointFacts
from audio_backend.engines.voice.retrieval import kept_index
from audio_backend.errors import BadInput, StorageFull
from audio_backend.messages import sentences
from audio_backend.models.tasks import ImportVoice, Recording
from audio_backend.pipeline.voice_import import archives
from audio_backend.pipeline.voice_import.voice_import import import_voice
from audio_backend.storage.folders import CLUSTERS, INDEX, WEIGHTS, Folders

RVC, SOVITS = "RVC v2 40k", "so-vits-svc 4.1"


@pytest.fixture
def folders(tmp_path) -> Folders:
    made = Folders(tmp_path / "in", tmp_path / "out", tmp_path / "models")
    made.make()
    (made.uploads / "incoming-test").mkdir()
    return made


def imported(folders: Folders, files: dict[str, bytes]):
    """The result, and the folder with what is kept."""
    here = folders.uploads / "incoming-test"
    sent = []
    for number, (name, content) in enumerate(files.items()):
        (here / str(number)).write_bytes(content)
        sent.append(Recording(received=f"incoming-test/{number}", name=name))
    result = import_voice(ImportVoice(files=tuple(sent), into="incoming-test/voice"), folders)
    return result, here / "voice"


def refusal(folders: Folders, files: dict[str, bytes]) -> BadInput:
    with pytest.raises(BadInput) as caught:
        imported(folders, files)
    error = caught.value
    assert error.remedy and error.errors and all(one["message"] for one in error.errors)
    return error


def codes(error: BadInput) -> dict[str, str]:
    return {one["field"]: one["type"] for one in error.errors}


def torch_bytes(content: object, **how: bool) -> bytes:
    file = io.BytesIO()
    torch.save(content, file, **how)
    return file.getvalue()


def rvc(name: str = RVC, **changes: object) -> bytes:
    weight = {key: tensor.half() for key, tensor in tiny_voices.tensors_of(name).items()}
    return torch_bytes({"weight": weight, **tiny_voices.settings_of(name)} | changes)


def sovits(name: str = SOVITS, **more: torch.Tensor) -> bytes:
    model = tiny_voices.tensors_of(name) | more
    return torch_bytes({"model": model, "iteration": 3, "optimizer": {"state": {0: torch.ones(9)}}, "learning_rate": 1})


def config(name: str = SOVITS, **model: object) -> bytes:
    told = tiny_voices.settings_of(name)
    return json.dumps(told | {"model": told["model"] | model, "train": {"log_dir": "/home/ann"}}).encode()


def made(write: Callable[..., Path], folder: Path, **how: object) -> bytes:
    return write(folder / "made", **how).read_bytes()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as written:
        for name, content in files.items():
            written.writestr(name, content)
    return archive.getvalue()


# --------------------------------------------------------------------------------------------------- what is a voice
def test_an_rvc_voice_with_its_index_is_converted_in_its_own_precision(folders, tmp_path):
    index = made(tiny_voices.write_index, tmp_path)
    result, kept = imported(folders, {"Ann.pth": rvc(), "added_Ann_v2.index": index})
    assert result.name == "Ann"
    assert (result.facts.family, result.facts.version, result.facts.sample_rate) == ("rvc", "v2", 40_000)
    assert result.facts.has_index and not result.facts.has_clusters and result.facts.messages == ()
    assert [source.kind for source in result.facts.sources] == ["weights", "index"]
    file = loading.read(kept / WEIGHTS)
    assert isinstance(loading.facts_of(file), CheckpointFacts)
    theirs = tiny_voices.tensors_of(RVC)
    assert file.tensors.keys() == {name for name in theirs if not name.startswith("enc_q.")}
    assert all(
        tensor.dtype == torch.float16 and tensor.equal(theirs[name].half()) for name, tensor in file.tensors.items()
    )
    assert loading.load(file) is not None
    read = kept_index(kept / INDEX)
    assert read.vectors.shape == (40, 768) and read.list_sizes.tolist() == [20, 20] and read.probes == 1
    assert sorted(path.name for path in kept.iterdir()) == [INDEX, WEIGHTS]


def test_a_so_vits_voice_takes_its_config_and_clusters(folders, tmp_path):
    clusters = made(tiny_voices.write_clusters, tmp_path)
    files = {"G_400.pth": sovits(), "config.json": config(), "kmeans_10000.pt": clusters}
    result, kept = imported(folders, files)
    assert result.name == "ann, ben, cleo"  # every training's file is called G_…
    assert [(one.name, one.row) for one in result.facts.speakers] == [("ann", 0), ("ben", 1), ("cleo", 2)]
    settings = loading.read(kept / WEIGHTS).settings
    assert {"model", "data", "spk"} <= settings.keys() and "train" not in settings  # nothing of who trained it
    assert loading.load(loading.read(kept / WEIGHTS)) is not None
    from safetensors.numpy import load_file

    centres = load_file(kept / CLUSTERS)
    assert centres.keys() == {"ann", "ben", "cleo"} and centres["ben"].shape == (4, 768)


@pytest.mark.parametrize("name", tiny_voices.tiny_names())
def test_every_kind_of_voice_comes_in(folders, name):
    files = {"x.pth": rvc(name)} if name.startswith("RVC") else {"x.pth": sovits(name), "config.json": config(name)}
    result, kept = imported(folders, files)
    assert result.facts.family == ("rvc" if name.startswith("RVC") else "so-vits-svc")
    assert loading.load(loading.read(kept / WEIGHTS)) is not None


def test_what_a_file_is_called_does_not_matter(folders, tmp_path):
    files = {"a.txt": made(tiny_voices.write_index, tmp_path), "b.json": rvc(), "noname": b" \n" + config()}
    result, _ = imported(folders, files)
    assert result.facts.has_index
    assert "“noname” is not used: the voice takes another one, or none." in sentences(result.facts.messages)


def test_the_same_voice_becomes_the_same_bytes_whatever_it_comes_in(folders):
    tensors = {name: tensor.half() for name, tensor in tiny_voices.tensors_of(RVC).items()}
    settings = {"settings": json.dumps(tiny_voices.settings_of(RVC))}
    forms = {"a.pth": rvc(), "b.safetensors": save(tensors, metadata=settings), "c.zip": zipped({"d/c.pth": rvc()}),
             "old.pth": torch_bytes({"weight": tensors, **tiny_voices.settings_of(RVC)},
                                    _use_new_zipfile_serialization=False)}  # fmt: skip
    kept = {imported(folders, {name: content})[1].joinpath(WEIGHTS).read_bytes() for name, content in forms.items()}
    assert len(kept) == 1


def test_other_precisions_and_torchs_newer_names_come_in(folders):
    tensors = renamed({name: tensor.bfloat16() for name, tensor in tiny_voices.tensors_of(RVC).items()})
    _, kept = imported(folders, {"a.pth": torch_bytes({"weight": tensors, **tiny_voices.settings_of(RVC)})})
    assert {tensor.dtype for tensor in loading.read(kept / WEIGHTS).tensors.values()} == {torch.bfloat16}


def test_tensors_that_share_their_numbers_are_kept_each(folders):
    tensors = tiny_voices.tensors_of(SOVITS)
    first = next(name for name in tensors if name.startswith("flow.flows.0.enc."))
    twin = first.replace("flows.0", "flows.2")
    tensors[twin] = tensors[first]
    _, kept = imported(folders, {"G_1.pth": torch_bytes({"model": tensors}), "config.json": config()})
    read = loading.read(kept / WEIGHTS).tensors
    assert read[first].equal(tensors[first].float()) and read[twin].equal(tensors[first].float())


def test_a_training_folder_is_one_voice_and_says_what_it_leaves_out(folders, tmp_path):
    archive = zipped({
        "ann/G_400.pth": sovits(), "ann/config.json": config(), "ann/D_400.pth": discriminator(),
        "ann/feature_and_index.pkl": pickle.dumps({0: 1}), "ann/readme.txt": b"sing!", "ann/face.png": b"\x89PNG",
        "__MACOSX/ann/._config.json": b"\0", "ann/empty/": b"",
    })  # fmt: skip
    result, kept = imported(folders, {"Ann.zip": archive})
    told = sentences(result.facts.messages)
    assert len(told) == 4 and all(any(word in one for one in told) for word in ("D_400", "pickle", "readme", "face"))
    assert [(one.name, one.kind) for one in result.facts.sources][:3] == [
        ("Ann.zip", "archive"), ("Ann.zip/ann/G_400.pth", "weights"), ("Ann.zip/ann/config.json", "config"),
    ]  # fmt: skip
    assert sorted(path.name for path in kept.iterdir()) == [WEIGHTS]


def test_the_config_beside_the_weights_is_taken_and_not_another_ones(folders):
    other = config(upsample_rates=[8, 8])
    archive = zipped({"ann/G_1.pth": sovits(), "ann/config.json": config(), "ben/config.json": other})
    result, _ = imported(folders, {"both.zip": archive})
    assert any("ben/config.json" in one for one in sentences(result.facts.messages))


def test_older_packs_bring_their_features(folders, tmp_path):
    table = io.BytesIO()
    np.save(table, tiny_voices.vectors(768).astype(np.float16))
    result, kept = imported(folders, {"a.pth": rvc(), "total_fea.npy": table.getvalue()})
    assert result.facts.has_index and kept_index(kept / INDEX).list_sizes.tolist() == [40]
    both = {"a.pth": rvc(), "total_fea.npy": table.getvalue(), "added.index": made(tiny_voices.write_index, tmp_path)}
    assert "the .index takes its place" in sentences(imported(folders, both)[0].facts.messages)[0]


def test_an_empty_index_beside_a_good_one_is_left_out(folders, tmp_path):
    files = {"a.pth": rvc(), "trained.index": EMPTY, "added.index": made(tiny_voices.write_index, tmp_path)}
    assert "without vectors" in sentences(imported(folders, files)[0].facts.messages)[0]


def test_a_voice_that_has_no_pitch_or_no_index_is_told(folders):
    tensors = {name: tensor for name, tensor in tiny_voices.tensors_of(RVC).items()
               if not name.startswith(("dec.m_source.", "dec.noise_convs.", "enc_p.emb_pitch."))}  # fmt: skip
    result, _ = imported(folders, {"a.pth": torch_bytes({"weight": tensors, **tiny_voices.settings_of(RVC)})})
    told = " ".join(sentences(result.facts.messages))
    assert not result.facts.has_f0 and "without pitch" in told and "no .index" in told


# ----------------------------------------------------------------------------------------------------- what is refused
class Malicious:
    """Makes a file where it is opened by pickle."""

    target = ""

    def __reduce__(self):
        return open, (Malicious.target, "w")


def discriminator() -> bytes:
    return torch_bytes({"model": {"discriminators.0.convs.0.weight_g": torch.ones(16, 1, 1)}})


def changed(name: str, *gone: str, **new: torch.Tensor) -> dict[str, torch.Tensor]:
    kept = {key: tensor for key, tensor in tiny_voices.tensors_of(name).items() if not key.startswith(gone or ("~",))}
    return kept | {key.replace("__", "."): tensor for key, tensor in new.items()}


FLAT = struct.pack("<iqqqBi", 768, 0, 1 << 20, 1 << 20, 1, 1)
EMPTY = b"IxF2" + FLAT + struct.pack("<Q", 0)
ONE = torch.ones(1)
WITH_SETTINGS = tiny_voices.settings_of(RVC)

REFUSED = {
    "a discriminator": (lambda: {"D_400.pth": discriminator()}, "discriminator"),
    "RVC's training": (lambda: {"G_2333.pth": torch_bytes({"model": tiny_voices.tensors_of(RVC), "iteration": 1})},
                       "rvc_training_checkpoint"),
    "4.0-v2": (lambda: {"G_1.pth": sovits(**{"dec_harm.conv.weight": ONE}), "config.json": config()}, "sovits_4_0_v2"),
    "5.0": (lambda: {"s.pth": torch_bytes({"model": {"enc_p.hub.weight": ONE}})}, "sovits_5_0"),
    "iSTFT by its tensors": (lambda: {"G.pth": torch_bytes({"model": changed(SOVITS, "dec.m_source")}),
                                      "config.json": config()}, "istft_decoder"),
    "iSTFT by its config": (lambda: {"G.pth": sovits(), "config.json": config(type_="mb-istft")}, "istft_decoder"),
    "RefineGAN": (lambda: {"a.pth": torch_bytes({"weight": changed(RVC, dec__upsample_blocks__0__weight=ONE),
                                                 **WITH_SETTINGS})}, "applio_vocoder"),
    "MRF": (lambda: {"a.pth": rvc(vocoder="MRF HiFi-GAN")}, "applio_vocoder"),
    "so-vits alone": (lambda: {"G_400.pth": sovits()}, "missing_config"),
    "another voice's config": (lambda: {"G.pth": sovits(), "config.json": config(upsample_rates=[8, 8])},
                               "config_mismatch"),
    "a tensor too few": (lambda: {"a.pth": torch_bytes({"weight": changed(RVC, "flow.flows.2.post.bias"),
                                                        **WITH_SETTINGS})}, "config_mismatch"),
    "another encoder": (lambda: {"G.pth": sovits(), "config.json": config(speech_encoder="whisper-ppg")},
                        "another_content_encoder"),
    "Applio's other encoder": (lambda: {"a.pth": rvc(embedder_model="spin-v2")}, "another_content_encoder"),
    "not a number": (lambda: {"a.pth": torch_bytes(
        {"weight": changed(RVC, emb_g__weight=torch.full_like(tiny_voices.tensors_of(RVC)["emb_g.weight"], torch.nan)),
         **WITH_SETTINGS})}, "weights_not_finite"),
    "no voice": (lambda: {"config.json": config()}, "no_weights"),
    "nothing in it": (lambda: {"a.zip": zipped({})}, "no_weights"),
    "an unknown net": (lambda: {"a.pth": torch_bytes({"layer.weight": ONE})}, "unknown_checkpoint"),
    "a sound": (lambda: {"a.wav": b"RIFF\0\0\0\0WAVEfmt "}, "unknown_file"),
    "0 bytes": (lambda: {"a.pth": b""}, "empty_file"),
    "a 10 GB header": (lambda: {"a.safetensors": (10 << 30).to_bytes(8, "little") + b"{}"}, "broken_header"),
    "half a .safetensors": (lambda: {"a.safetensors": save({"a": torch.ones(99)})[:-40]}, "unsafe_file"),
    "half a .pth": (lambda: {"a.pth": rvc()[:-4000]}, "damaged_archive"),
    "broken JSON": (lambda: {"a.pth": sovits(), "config.json": config()[:-9]}, "broken_json"),
    "deep JSON": (lambda: {"a.pth": sovits(), "config.json": b'{"a":' * 100_000}, "broken_json"),
    "RAR": (lambda: {"a.rar": b"Rar!\x1a\x07\1\0"}, "other_archive"),
    "ONNX": (lambda: {"a.onnx": b"\x08\x07\x12"}, "onnx"),
    "trained_, not added_": (lambda: {"a.pth": rvc(), "trained_IVF1_v2.index": EMPTY}, "empty_index"),
    "HNSW": (lambda: {"a.pth": rvc(), "a.index": b"IHNf" + bytes(60)}, "other_index"),
    "half an index": (lambda: {"a.pth": rvc(), "a.index": (b"IxF2" + FLAT)[:20]}, "index_not_whole"),
    "an index of v1": (lambda: {"a.pth": rvc(), "a.index": index_of(256)}, "index_of_another_voice"),
    "clusters of 4.0": (lambda: {"a.pth": rvc(), "k.pt": clusters_of(256)}, "index_of_another_voice"),
    "two indexes": (lambda: {"a.pth": rvc(), "a.index": index_of(768), "b.index": index_of(768)}, "several_indices"),
    "objects in an array": (lambda: {"a.pth": rvc(), "total_fea.npy": object_array()}, "no_features"),
}  # fmt: skip


def index_of(channels: int) -> bytes:
    vectors = tiny_voices.vectors(channels)
    head = struct.pack("<iqqqBi", channels, len(vectors), 1 << 20, 1 << 20, 1, 1)
    return b"IxF2" + head + struct.pack("<Q", vectors.size) + vectors.tobytes()


def clusters_of(channels: int) -> bytes:
    return torch_bytes({"ann": {"n_features_in_": channels, "cluster_centers_": np.ones((3, channels))}})


def object_array() -> bytes:
    table = io.BytesIO()
    np.save(table, np.array([Malicious(), None], dtype=object), allow_pickle=True)
    return table.getvalue()


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_voice_is_refused_by_its_name(folders, tmp_path, kind):
    Malicious.target = str(tmp_path / "was run")
    files, code = REFUSED[kind]
    error = refusal(folders, files())
    assert code in codes(error).values(), codes(error)
    assert not (tmp_path / "was run").exists()
    assert not any((folders.uploads / "incoming-test" / "voice").iterdir())


UNSAFE = {
    "a .pth": lambda: {"a.pth": torch_bytes({"weight": Malicious(), **WITH_SETTINGS})},
    "an old .pth": lambda: {"a.pth": torch_bytes({"weight": Malicious()}, _use_new_zipfile_serialization=False)},
    "a plain pickle": lambda: {"a.pth": pickle.dumps(Malicious())},
    "a pickle of protocol 0": lambda: {"a.pkl": pickle.dumps(Malicious(), 0)},
    "so-vits-svc's index": lambda: {"feature_and_index.pkl": pickle.dumps(Malicious())},
    "clusters": lambda: {"kmeans_10000.pt": torch_bytes({"ann": {"cluster_centers_": Malicious()}})},
    "in a .zip": lambda: {"a.zip": zipped({"a.pth": torch_bytes({"weight": Malicious()})})},
    "beside a voice": lambda: {"a.pth": rvc(), "b.pth": torch_bytes({"weight": Malicious()})},
}


@pytest.mark.parametrize("kind", UNSAFE)
def test_nothing_in_a_file_is_run(folders, tmp_path, kind):
    Malicious.target = str(tmp_path / "was run")
    error = refusal(folders, UNSAFE[kind]())
    assert {*codes(error).values()} <= {"unsafe_file", "pickle", "retrieval_pickle"}
    assert "not opened" in error.detail
    assert not (tmp_path / "was run").exists()


def test_several_voices_are_named_and_one_is_asked_for(folders):
    archive = zipped({"ann.pth": rvc(), "sub/ben.pth": rvc("RVC v1 40k"), "readme.md": b"#"})
    error = refusal(folders, {"pack.zip": archive})
    assert codes(error) == {"pack.zip/ann.pth": "several_voices", "pack.zip/sub/ben.pth": "several_voices"}
    assert "pack.zip/ann.pth, pack.zip/sub/ben.pth" in error.detail and "Choose one" in error.remedy


def test_every_file_that_can_not_be_used_is_named(folders):
    error = refusal(folders, {"a.pth": rvc(), "b.rar": b"Rar!", "c.pth": b"", "d.index": EMPTY, "e.pkl": b"\x80\x04."})
    named = {"b.rar": "other_archive", "c.pth": "empty_file", "d.index": "empty_index", "e.pkl": "pickle"}
    assert codes(error) == named and "1 more" in error.detail


# ------------------------------------------------------------------------------------------------------------ archives
def entry(name: str, mode: int = 0) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    made.create_system = 3
    return made


def archive_of(*entries: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in entries:
            written.writestr(name, content)
    return file.getvalue()


def locked() -> bytes:
    content = bytearray(zipped({"a.pth": rvc()}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(sign) + at] |= 1
    return bytes(content)


def overlapping() -> bytes:
    """One file's bytes, listed a hundred times: each is small, and all of them are far more than the archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as written:
        written.writestr("0.bin", bytes(100_000))
        first = written.infolist()[0]
        for number in range(1, 100):
            again = entry(f"{number}.bin")
            again.header_offset, again.CRC = first.header_offset, first.CRC
            again.file_size = again.compress_size = first.file_size
            written.filelist.append(again)
    return file.getvalue()


def lying() -> bytes:
    """It says that its file has 10 bytes, and holds 5 MB."""
    content = bytearray(archive_of(("a.pth", b"\x89" + bytes(5 << 20))))
    listed = content.find(b"PK\x01\x02")
    struct.pack_into("<I", content, listed + 24, 10)
    return bytes(content)


ARCHIVES = {
    "a bomb": (lambda: archive_of(("a.pth", bytes(300 << 20))), "archive_bomb"),
    "a bomb of many": (overlapping, "archive_bomb"),
    "a bomb that lies": (lying, "damaged_archive"),
    "too many files": (lambda: archive_of(*[(f"{n}.txt", b"") for n in range(1001)]), "archive_too_many"),
    "a zip in it": (lambda: zipped({"in.zip": zipped({"a.pth": rvc()})}), "archive_in_archive"),
    "a way out": (lambda: archive_of(("../../evil.pth", rvc())), "archive_leads_outside"),
    "a Windows way out": (lambda: archive_of(("..\\evil.pth", rvc())), "archive_leads_outside"),
    "the root": (lambda: archive_of((entry("/etc/evil.pth"), rvc())), "archive_leads_outside"),
    "a drive": (lambda: archive_of((entry("C:/evil.pth"), rvc())), "archive_leads_outside"),
    "a link": (lambda: archive_of((entry("a.pth", stat.S_IFLNK | 0o777), b"/etc/passwd")), "archive_link"),
    "a device": (lambda: archive_of((entry("a.pth", stat.S_IFCHR | 0o666), b"")), "archive_link"),
    "a password": (locked, "archive_encrypted"),
    "bzip2": (lambda: zipped({"a.pth": rvc()}, zipfile.ZIP_BZIP2), "archive_method"),
    "half of it": (lambda: zipped({"a.txt": bytes(range(256)) * 50, "a.pth": rvc()})[:-30], "damaged_archive"),
    "no list": (lambda: b"PK\x03\x04" + bytes(200), "damaged_archive"),
    "a long list": (lambda: zipped({"a.txt": b"x"})[:-22] + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, 1 << 30, 0, 0),
                    "archive_too_many"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ARCHIVES)
def test_an_archive_that_could_do_harm_is_not_unpacked(folders, tmp_path, kind):
    content, code = ARCHIVES[kind]
    error = refusal(folders, {"pack.zip": content()})
    assert code in codes(error).values(), (codes(error), error.detail)
    left = [path for path in (folders.uploads / "incoming-test").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in left) < 5 << 20  # what was sent, and no more than a little of it
    assert not list(tmp_path.rglob("evil*"))


def test_what_is_no_part_of_a_voice_is_not_even_unpacked(folders):
    archive = zipped({"a.pth": rvc(), "song.wav": b"RIFF" + bytes(1000)}, zipfile.ZIP_STORED)
    imported(folders, {"a.zip": archive})
    parts = [path for path in (folders.uploads / "incoming-test" / "voice-parts").rglob("*") if path.is_file()]
    assert [path.name for path in parts] == ["0"]


def test_no_more_is_unpacked_than_was_promised(tmp_path):
    """Also when zipfile would let it through."""
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.pth": rvc()}))
    target = tmp_path / "part"
    with zipfile.ZipFile(path) as archive, archive.open("a.pth") as file, pytest.raises(archives.NotUnpacked):
        archives._unpack(file, file.read(10), 100, target)
    assert target.stat().st_size <= 100


def test_names_in_an_archive_are_never_names_on_the_disk(folders):
    odd = "\u202egnp.pth \x1b[31m\n" + "x" * 300 + ".pth"
    result, _ = imported(folders, {"ü.zip": archive_of((entry(odd), rvc()))})
    (source,) = [one for one in result.facts.sources if one.kind == "weights"]
    assert len(source.name) <= 200 and source.name.isprintable()
    assert (folders.uploads / "incoming-test" / "voice-parts" / "0" / "0").is_file()


def test_a_safetensors_without_settings_says_what_it_lacks(folders, tmp_path):
    save_file({name: tensor.half() for name, tensor in tiny_voices.tensors_of(SOVITS).items()}, tmp_path / "a")
    error = refusal(folders, {"a.safetensors": (tmp_path / "a").read_bytes()})
    assert codes(error) == {"a.safetensors": "missing_config"} and "config.json" in error.remedy
    result, _ = imported(folders, {"a.safetensors": (tmp_path / "a").read_bytes(), "config.json": config()})
    assert result.facts.version == "4.1"


def test_a_disk_that_is_full_is_told_as_that(folders):
    """A file of this size is refused by the system itself, while it is unpacked and while it is written."""
    limit, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    here = folders.uploads / "incoming-test"
    for name, content in (("a.pth", rvc()), ("a.zip", zipped({"a.pth": rvc()}))):
        (here / "0").write_bytes(content)
        task = ImportVoice(files=(Recording(received="incoming-test/0", name=name),), into="incoming-test/voice")
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, most))
            with pytest.raises(StorageFull):
                import_voice(task, folders)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
        assert not any((here / "voice").iterdir())
    signal.signal(signal.SIGXFSZ, handler)


def test_an_archive_needs_room_before_it_is_unpacked(folders, monkeypatch):
    monkeypatch.setenv("AUDIO_STUDIO_MIN_FREE_DISK_BYTES", str(10**15))
    with pytest.raises(StorageFull):
        imported(folders, {"a.zip": zipped({"a.pth": rvc()})})
    assert not any((folders.uploads / "incoming-test" / "voice-parts" / "0").iterdir())
