"""Which passwords may be chosen, and that they are found again however they are typed."""

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleViolated
from app.organisation import passwords
from app.organisation.strength import LONGEST, SHORTEST, context_words, described, normalised, require_strong

WORDS = context_words("wangli", "王丽华", "北京市互联网信息办公室", "Beijing Internet Information Office", "京网信")


def refusal(password: str, kinds: int = 0) -> str | None:
    try:
        require_strong(password, words=WORDS, kinds=kinds)
    except RuleViolated as refused:
        return str(refused)
    return None


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "一只蓝色的猫在屋顶上唱歌",
        "river stone lamp",
        "7391-5520-8846",
        "Yanshi-Zhanghu-9",
        "🐈🌧️🚲🍜📚🎻🪁🧭🌵🦉🪴🎈",
        "xk9 Vt! 0qpl~",
        "x" * 100 + "yzab",
    ],
)
def test_any_characters_make_a_password_if_it_is_long_and_not_guessed_first(password: str) -> None:
    assert refusal(password) is None


@pytest.mark.parametrize(("length", "good"), [(11, False), (12, True), (128, True), (129, False)])
def test_a_password_has_between_12_and_128_characters(length: int, good: bool) -> None:
    assert (SHORTEST, LONGEST) == (12, 128)
    password = ("plum kite 7 " * 11)[:length]
    assert (refusal(password) is None) is good


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "121212121212", "哈哈哈哈哈哈哈哈哈哈哈哈", "abcdabcdabcd"])
def test_a_few_characters_again_and_again_are_refused(password: str) -> None:
    assert "same few characters" in (refusal(password) or "")


@pytest.mark.parametrize(
    "password",
    [
        "startfinding",
        "password1234",
        "Password2022!!",
        "2022-PASSWORD-2022",
        "123456789012",
        "qwertyuiop12",
        "1qaz2wsx3edc",
        "iloveyou!!!!",
        "P@ssw0rd2022",
        "ｐａｓｓｗｏｒｄ２０２２",
    ],
)
def test_an_often_used_password_is_refused_also_in_capitals_and_with_a_year_or_signs_around_it(password: str) -> None:
    assert "used most often" in (refusal(password) or "")


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("wangli rides home", "wangli"),
        ("WangLi-9-rides-home", "wangli"),
        ("王丽华的自行车是蓝色的吗", "王丽华"),
        ("京网信的同事们都很好啊对吧", "京网信"),
        ("Beijing rain today", "beijing"),
        ("Qinglang-xk9-plum", "qinglang"),
        ("Lianjian-2022-plum", "lianjian"),
        ("联检系统的密码真难想出来", "联检"),
        ("ＬＩＡＮＪＩＡＮ kite", "lianjian"),
    ],
)
def test_names_of_the_person_the_office_and_the_system_are_refused(password: str, word: str) -> None:
    assert f"“{word}”" in (refusal(password) or "")


def test_short_names_stand_in_nobodys_way() -> None:
    assert context_words("li", "Ed", "Office of Ai") == {"office of ai", "office"}
    assert context_words("李", "李娜") == {"李娜"}


@pytest.mark.parametrize(("kinds", "good"), [(0, True), (2, True), (3, False)])
def test_how_many_kinds_of_characters_it_takes_is_a_setting(kinds: int, good: bool) -> None:
    assert (refusal("plum kite lamp", kinds) is None) is good
    assert refusal("Plum kite 77 lamp", kinds) is None
    assert ("digits" in str(described(kinds))) is bool(kinds)


@given(st.text(min_size=1, max_size=200))
def test_any_text_is_judged_without_fault_and_alike_in_all_its_spellings(password: str) -> None:
    assert refusal(password) == refusal(normalised(password))


def test_a_password_is_the_same_typed_in_full_width_or_composed_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    kept = passwords.hashed("Café river 2022")
    for typed in ("Café river 2022", "Cafe\u0301 river 2022", "Ｃafé river ２０２２"):
        assert passwords.matches(typed, kept)
    assert not passwords.matches("Cafe river 2022", kept)


def test_passwords_kept_before_are_still_right(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", hasher)
    assert passwords.matches("Old-ascii-2021", hasher.hash("Old-ascii-2021"))


def test_one_time_passwords_are_good_and_differ() -> None:
    made = {passwords.one_time() for _time in range(50)}
    assert len(made) == 50
    assert [refusal(password, kinds=4) for password in made] == [None] * 50
