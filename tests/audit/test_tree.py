"""The tree against RFC 6962's vectors, and against its recursive definition."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.tlog.canonical import canonical
from app.audit.tlog.tree import Node, Tree, leaf_hash, node_hash

LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
OWN = [
    (
        "2bc990059473448e6ebd442aa16bfaa0",
        "848cd6a73f924ba0ce60d06537d8b5ef5a153f9e2ece000fb018a719a9a98c2a",
        "16faa2bd1fa02369cef0c4fa0deddf08342db3315d0155344f38ca5d9304db0c",
    ),
    (
        "dc90cf07de907ccc64636ceddb38e552",
        "31c4e0c0cd600aede8d5d3a3f10ffae600f40516a17d4d50aae3d444e11b506a",
        "c85919810d03ae373410916bce1d0201f12d666bd0af97a03a90646e2a9833f9",
    ),
    (
        "dbc4579ae2b3ab293213f42bb852706e",
        "26a95d62b34aa30243258d2c79c305a89c15fcfe278614e0e8c482af5e5a03bc",
        "9fa8366099afabded66c4789b7746d7a6fc39090662d361f4b6caa7bc57f25c3",
    ),
]
OWN_ROOT = "kM/ZGYxvBo+k4kISFTb+Z4u2AjSyxvc9rN8OHotCL10="


def grown(leaves: list[bytes]) -> tuple[Tree, list[Node]]:
    tree, nodes = Tree(), []
    for leaf in leaves:
        tree, completed = tree.append(leaf)
        nodes += completed
    return tree, nodes


def root_by_definition(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(root_by_definition(leaves[:split]), root_by_definition(leaves[split:]))


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_rfc_6962(size: int) -> None:
    tree, _nodes = grown([leaf_hash(leaf) for leaf in LEAVES[:size]])
    assert tree.root.hex() == ROOTS[size]


def test_three_events_of_the_own_format() -> None:
    leaves = []
    for k, (salt, body_sha256, hash_of_leaf) in enumerate(OWN):
        text = f"责令整改 {k}"
        body = {"action": "order.issue", "actor": f"u{k}", "object": f"order:{k}", "salt": salt, "text": text}
        digest = hashlib.sha256(canonical(body)).hexdigest()
        assert digest == body_sha256
        leaf = {"body_sha256": digest, "seq": k, "t": f"2026-03-01T00:00:0{k}.000000Z", "v": 1}
        leaves.append(leaf_hash(canonical(leaf)))
        assert leaves[-1].hex() == hash_of_leaf
    assert base64.b64encode(grown(leaves)[0].root).decode() == OWN_ROOT


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_root_and_nodes_are_those_of_the_definition(leaves: list[bytes]) -> None:
    tree, nodes = grown(leaves)
    assert tree.root == root_by_definition(leaves)
    assert Tree.restored(tree.size, tree.stored()) == tree
    assert len(nodes) == len(leaves) - len(leaves).bit_count()
    for node in nodes:
        width = 1 << node.level
        assert node.hash == root_by_definition(leaves[node.index * width : (node.index + 1) * width])


def test_peaks_that_do_not_fit_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="peaks for 3 leaves"):
        Tree.restored(3, bytes(32))
