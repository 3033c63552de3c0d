"""Files by the hash of their content."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core import storage
from app.core.errors import RuleViolated
from app.core.storage import ALTERED, CHUNK, LocalStorage, Stored, read_verified

CONTENT = "现场照片".encode()
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path):
    return LocalStorage(tmp_path / "files")


def put(store, content=CONTENT, limit=1 << 20):
    return store.put(io.BytesIO(content), limit=limit)


def files(store):
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_file_is_found_by_its_hash(store):
    assert put(store) == Stored(DIGEST, len(CONTENT))
    with store.open(DIGEST) as stream:
        assert stream.read() == CONTENT
    assert read_verified(store, DIGEST) == CONTENT


def test_an_empty_file_is_a_file(store):
    assert put(store, b"").size == 0


def test_a_file_longer_than_one_chunk_is_stored_whole(store):
    content = b"x" * (2 * CHUNK + 1)

    assert read_verified(store, put(store, content, limit=len(content)).sha256) == content


def test_the_limit_itself_is_allowed_and_one_byte_more_leaves_nothing(store):
    put(store, b"12345678", limit=8)

    with pytest.raises(RuleViolated, match="larger"):
        put(store, b"123456789", limit=8)
    assert len(files(store)) == 1


def test_what_breaks_off_leaves_nothing(store):
    class Torn(io.BytesIO):
        def read(self, size=-1):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(Torn(), limit=8)
    assert files(store) == []


def test_what_finds_no_place_leaves_nothing(store):
    store.folder.mkdir()
    (store.folder / DIGEST[:2]).write_text("in the way")

    with pytest.raises(OSError, match=r"exists|directory"):
        put(store)
    assert [path.name for path in files(store)] == [DIGEST[:2]]


def test_nobody_may_write_to_a_stored_file(store):
    put(store)

    assert [path.stat().st_mode & 0o777 for path in files(store)] == [0o440]


def test_the_same_content_put_by_many_at_once_is_one_file(store):
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _: put(store), range(32)))

    assert set(stored) == {Stored(DIGEST, len(CONTENT))}
    assert len(files(store)) == 1
    assert read_verified(store, DIGEST) == CONTENT


def test_a_tampered_file_is_refused_and_putting_it_again_heals_it(store):
    put(store)
    path = files(store)[0]
    path.chmod(0o640)
    path.write_bytes(b"another picture")

    with pytest.raises(RuleViolated, match="no longer matches its hash"):
        read_verified(store, DIGEST)
    put(store)
    assert read_verified(store, DIGEST) == CONTENT


def test_a_lost_file_is_refused_like_a_tampered_one(store):
    with pytest.raises(RuleViolated, match="no longer matches its hash") as refused:
        read_verified(store, DIGEST)

    assert refused.value.code == ALTERED


def test_an_unknown_hash_is_no_file(store):
    with pytest.raises(FileNotFoundError):
        store.open("0" * 64)


def test_without_an_application_there_is_no_store(monkeypatch):
    monkeypatch.setattr(storage, "_configured", None)

    with pytest.raises(RuntimeError, match="make the application first"):
        storage.configured()


def test_the_application_gives_its_store_and_its_limit(app):
    assert storage.configured() is app.storage
    assert storage.upload_limit() == app.settings.upload_limit
