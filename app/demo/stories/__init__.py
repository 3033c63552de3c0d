"""The demo as data: offices, people, fictitious enterprises, and what happened to each of them in 2022.

Nobody and nothing here exists. No story is ever told of a company from a published list.
"""

from app.demo.scenes import Case
from app.demo.stories import beijing, guangdong, national, shenzhen, zhejiang

CASES: tuple[Case, ...] = (*national.CASES, *beijing.CASES, *guangdong.CASES, *shenzhen.CASES, *zhejiang.CASES)
"""Every case; where it stands on a day follows from its dates."""
