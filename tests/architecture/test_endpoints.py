"""Every address: who may call it is declared, and it reads like a path through the house."""

import re

from app.access.permissions import Permission
from app.access.roles import GRID
from app.web import guards
from app.web.dispatch import Application

DECLARATIONS = {*Permission, guards.PUBLIC, guards.SIGNED_IN}
SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?|<[a-z_:]+>")
UNCOUNTABLE = {"evidence", "inbox", "work"}


def rules(application: Application):
    return [rule for rule in application.url_map.iter_rules() if not rule.endpoint.endswith("static")]


def test_every_endpoint_declares_who_may_call_it(application: Application):
    undeclared = {
        rule.endpoint
        for rule in rules(application)
        if getattr(application.view_functions[rule.endpoint], "permission", None) not in DECLARATIONS
    }

    assert not undeclared, "decorate the view with @permit(…), @signed_in or @public (app.web.guards)"


def test_every_permission_of_an_endpoint_is_held_by_a_role(application: Application):
    asked = {application.view_functions[rule.endpoint].permission for rule in rules(application)} & set(Permission)

    assert asked <= set().union(*GRID.values()), "no role could ever call this endpoint"


def test_addresses_are_lower_case_with_hyphens_and_no_slash_at_the_end(application: Application):
    odd = [
        rule.rule
        for rule in rules(application)
        if rule.rule != "/" and not all(SEGMENT.fullmatch(segment) for segment in rule.rule[1:].split("/"))
    ]

    assert not odd


def test_one_of_many_is_found_under_their_plural(application: Application):
    singular = [
        rule.rule
        for rule in rules(application)
        for collection, item in zip(rule.rule.split("/"), rule.rule.split("/")[1:], strict=False)
        if item.startswith("<") and not collection.startswith("<")
        if not collection.endswith("s") and collection not in UNCOUNTABLE
    ]

    assert not singular, "name the collection by its plural: /enterprises/<uuid:enterprise_id>"
