"""The algorithms of an enterprise, with the products in which users meet them."""

from collections.abc import Iterable

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.core import db
from app.core.errors import RuleViolated
from app.core.text import _
from app.enterprises.models import Algorithm, Enterprise, Platform
from app.enterprises.operations.entries import require_active, require_own
from app.enterprises.rules import Product, parse_products
from app.enterprises.states import AlgorithmType


@records("algorithm.added")
def add_algorithm(
    enterprise: Enterprise, *, name: str, type: AlgorithmType, products: str, main_use: str, actor: Actor
) -> Algorithm:
    """Enter an algorithm for which no filing is known; `products` are written as in the lists: `甲（APP、网站）`.

    Raises NotPermitted outside the own jurisdiction, RuleViolated for an ended entry, a missing name or products, and
    for a name the enterprise already has an algorithm of.
    """
    actor.require(Permission.ENTERPRISE_EDIT)
    require_own(enterprise, actor)
    require_active(enterprise)
    name, used_in = name.strip(), parse_products(products)
    if not name:
        raise RuleViolated(_("Enter the name of the algorithm."), field="name")
    if not used_in:
        raise RuleViolated(_("Enter at least one product, such as 甲（APP、网站）."), field="products")
    if name in {algorithm.name for algorithm in enterprise.algorithms}:
        raise RuleViolated(_("The enterprise already has an algorithm of this name."), field="name")
    algorithm = Algorithm(
        office_id=enterprise.office_id,
        office_path=enterprise.office_path,
        name=name,
        type=type,
        main_use=main_use.strip(),
        platforms=platforms_of(enterprise, used_in),
    )
    enterprise.algorithms.append(algorithm)
    db.session().flush()
    known = {"enterprise": enterprise.id, "name": name, "type": type, "products": products.strip()}
    record("algorithm.added", algorithm, actor=actor, after=known)
    return algorithm


def platforms_of(company: Enterprise, products: Iterable[Product]) -> list[Platform]:
    """The platforms of these products; those the company does not have yet are added to it."""
    known = {Product(platform.name, platform.kind): platform for platform in company.platforms}
    for product in products:
        if product not in known:
            known[product] = Platform(
                office_id=company.office_id, office_path=company.office_path, name=product.name, kind=product.kind
            )
            company.platforms.append(known[product])
    return [known[product] for product in products]
