"""Secrets at rest: legible to their owner's vault alone, also after its key was changed."""

import hashlib

import pytest

from app.organisation import vault
from tests.factories.organisation import make_user
from tests.factories.second_factor import SECRET, make_factor


def test_a_secret_at_rest_tells_nothing_and_opens_for_its_owner_alone(work):
    with work():
        factor = make_factor(make_user())
        assert SECRET not in factor.secret
        assert vault.current().open(factor.secret, factor.user_id) == SECRET
        with pytest.raises(vault.Unreadable):
            vault.current().open(factor.secret, make_user().id)
        assert vault.current().seal(SECRET, factor.user_id) != factor.secret


def test_a_key_that_was_changed_still_opens_what_it_sealed_and_seals_nothing(work):
    with work():
        owner = make_user().id
    kept = vault.Vault("the key before").seal(SECRET, owner)
    changed = vault.Vault("the key now", ["an older key", "the key before"])
    assert changed.open(kept, owner) == SECRET
    anew = changed.resealed(kept, owner)
    assert vault.Vault("the key now").open(anew, owner) == SECRET
    assert changed.resealed(anew, owner) == anew
    for unreadable in (kept, "", "not a secret", "短"):
        with pytest.raises(vault.Unreadable):
            vault.Vault("the key now").open(unreadable, owner)


def test_a_mark_is_the_same_each_time_and_can_not_be_made_without_the_key():
    mine, other = vault.Vault("the key now", ["the key before"]), vault.Vault("the key before")
    assert mine.mark("li.ming") == vault.Vault("the key now").mark("li.ming")
    assert len({mine.mark("li.ming"), other.mark("li.ming"), mine.mark("li.min"), mine.mark("李明")}) == 4
    assert len(mine.mark("")) == vault.MARK
    assert not hashlib.sha256(b"li.ming").hexdigest().startswith(mine.mark("li.ming"))
