"""Each kind of page, on a desk and on a phone: accessible, no wider than the window, and within the strict policy."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.real_time]

AXE = next(Path(__file__).parent.glob("vendor/axe-core-*/axe.min.js"))
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
OPENED = "#list td:first-child a"
"""The links of a list, the first of which is opened where an address ends with an arrow."""

PAGES: dict[str, tuple[str, ...]] = {
    "wangjianguo": (
        "/work",
        "/inspections",
        "/inspections →",
        "/inspections/new",
        "/findings",
        "/findings →",
        "/orders",
        "/orders?state=served →",
        "/deadlines",
        "/inbox",
        "/campaigns",
        "/campaigns →",
        "/enterprises",
        "/enterprises →",
        "/provisions",
        "/provisions/16",
        "/deadline-rules",
        "/offices",
        "/account",
        "/account/password",
        "/users",
        "/nothing-here",
    ),
    "zhaoguoqiang": (
        "/account",
        "/account/second-factor",
        "/account/recovery-codes",
        "/confirm?next=/work",
        "/audit/redactions",
    ),
    "wuxiuying": ("/board", "/board?bucket=overdue", "/orders →"),
    "hezhenhua": ("/jurisdiction", "/filing-imports", "/filing-imports →", "/filing-imports/new", "/enterprises/new"),
    "gaoyuan": ("/users", "/users →", "/users/new"),
    "luoanping": ("/users →",),
    "shenjiming": ("/audit", "/audit →", "/audit/report"),
    "shenqingyuan": ("/audit?action=order.issued →", "/audit/report"),
    "denglei": ("/inspections?state=on_site →",),
}
FORMS = {
    "/inspections?state=on_site →": ("添加问题", "制作笔录"),
    "/orders?state=served →": ("查看文书",),
}
"""Pages behind a link of another page, where the reader may take the step."""
IN_ENGLISH = ("/work", "/inspections →", "/orders?state=served →", "/enterprises/new")


def faults(visitor: Visitor) -> list[str]:
    """What axe-core finds, and whether the page is wider than the window."""
    visitor.page.add_script_tag(path=AXE)
    found = visitor.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    told = [f"{v['id']}: {node['target']} {node['html'][:160]}" for v in found["violations"] for node in v["nodes"]]
    return [*told, *([f"{visitor.overflow} px too wide"] if visitor.overflow > 0 else [])]


def go(visitor: Visitor, address: str) -> bool:
    """Open an address; with an arrow also the first entry of its list. Answers whether there was one."""
    visitor.open(address.removesuffix(" →"))
    if not address.endswith(" →"):
        return True
    links = visitor.page.locator(OPENED)
    if not links.count():
        return False
    visitor.open(str(links.first.get_attribute("href")))
    return True


def walk(visitor: Visitor, addresses: tuple[str, ...]) -> Iterator[str]:
    """Each of the pages, and those that its case and its steps lead to."""
    for address in addresses:
        assert go(visitor, address), f"nothing in the list {address}"
        yield address
        for label in FORMS.get(address, ()):
            visitor.follow(label, within="main")
            yield f"{address} {label}"
            go(visitor, address)
        if address == "/orders?state=served →":
            for tab in [str(link.get_attribute("href")) for link in visitor.page.locator(".lj-tabs a").all()]:
                visitor.open(tab)
                yield tab


@pytest.mark.parametrize("username", PAGES)
def test_every_kind_of_page_is_accessible_and_fits(visitor: Callable[..., Visitor], username: str) -> None:
    somebody, wrong = visitor(username, bypass_csp=True), {}
    for address in walk(somebody, PAGES[username]):
        for name, size in (("desk", DESK), ("phone", PHONE)):
            somebody.page.set_viewport_size(size)
            if found := faults(somebody):
                wrong[f"{address} on the {name}"] = found
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


def test_pages_are_accessible_in_english_too(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor("wangjianguo", language="en-GB", bypass_csp=True)
    somebody.page.set_viewport_size(PHONE)
    wrong = {address: found for address in IN_ENGLISH if go(somebody, address) and (found := faults(somebody))}
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("username", PAGES)
def test_no_page_breaks_the_strict_policy(visitor: Callable[..., Visitor], username: str) -> None:
    somebody = visitor(username)
    list(walk(somebody, PAGES[username]))
    assert [said for said in somebody.complaints if "status of 40" not in said] == []
