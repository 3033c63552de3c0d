"""The offices in use and the people in them, with what a visitor can try as each of them. All names are invented."""

from dataclasses import dataclass
from datetime import date

from app.access.roles import Role
from app.core.text import Text, _

PASSWORD = "Yanshi-Zhanghu-9"  # noqa: S105  # nosec B105
"""The password of every demo account, published on purpose; production refuses to start beside it."""

NATIONAL = "cn/"
BEIJING = "cn/11/"
ZHEJIANG = "cn/33/"
GUANGDONG = "cn/44/"
SHENZHEN = "cn/44/4403/"
TELECOM = "cn/44/telecom/"


@dataclass(frozen=True)
class Person:
    """A member of staff. `certificate` is the number of the enforcement certificate, valid until `valid_until`;
    `diligent` people acknowledge their notifications every Friday, also in the busy weeks of September."""

    username: str
    name: str
    office: str
    role: Role
    to_try: Text
    certificate: str | None = None
    valid_until: date = date(2024, 12, 31)
    diligent: bool = True


READ_CASE = _("Read cases and the log with its content; open an event, take its receipt; change nothing.")
APPROVE = _("Approve notices and orders; let somebody into one case until a day; decide on erasures from the log.")
DECIDE = _("A change of rights waits for this head; approve notices and orders, let somebody into one case.")
SUPERVISE = _("Deadline board: what is overdue and who was told; review orders of the office.")

ADMINISTRATORS = (
    Person(
        "gaoyuan",
        "高远",
        NATIONAL,
        Role.SYSTEM_ADMIN,
        _("Make accounts, propose a reset of a second factor; see that no case can be read."),
    ),
    Person(
        "luoanping",
        "罗安平",
        NATIONAL,
        Role.SECURITY_ADMIN,
        _("Propose changes of rights, which a second person confirms; suspend an account; who may do what."),
    ),
    Person(
        "shenjiming",
        "申继明",
        NATIONAL,
        Role.AUDITOR,
        _("The log of everybody without its content, the gap report, the witnesses."),
    ),
)
"""The three administrators, made first; the first makes everybody else's account, the second grants the roles."""

STAFF = (
    Person(
        "chenzhiyuan",
        "陈志远",
        NATIONAL,
        Role.COORDINATOR,
        _("The campaign, its figures and its close by two persons; ask for an erasure from the log."),
    ),
    Person(
        "jiangyuexin",
        "蒋悦欣",
        NATIONAL,
        Role.COORDINATOR,
        _("The second coordinator: confirm the close of the campaign, decide on an erasure."),
    ),
    Person("zhoujingguo", "周敬国", NATIONAL, Role.HEAD, APPROVE),
    Person("liuwenying", "刘文英", NATIONAL, Role.SUPERVISOR, SUPERVISE),
    Person(
        "zhangweimin",
        "张为民",
        NATIONAL,
        Role.INSPECTOR,
        _("Leader of the joint teams: demands that wait for verification."),
        "演示网执〔2021〕第0001号",
    ),
    Person("sunlihua", "孙丽华", NATIONAL, Role.INSPECTOR, _("Second officer: confirm."), "演示网执〔2021〕第0002号"),
    Person("qianyulan", "钱玉兰", NATIONAL, Role.REGISTRAR, _("Import the list of October 2022 by hand.")),
    Person("fangzheng", "方正", NATIONAL, Role.LEGAL_REVIEWER, _("Review orders of the national office.")),
    Person("shenqingyuan", "沈清源", NATIONAL, Role.OBSERVER, READ_CASE),
    Person("zhaoguoqiang", "赵国强", BEIJING, Role.HEAD, DECIDE),
    Person("wuxiuying", "吴秀英", BEIJING, Role.SUPERVISOR, SUPERVISE),
    Person(
        "wangjianguo",
        "王建国",
        BEIJING,
        Role.INSPECTOR,
        _("Start here: a visit today, a demand due tomorrow, another in three working days."),
        "演示京执〔2020〕第0101号",
        diligent=False,
    ),
    Person(
        "lina",
        "李娜",
        BEIJING,
        Role.INSPECTOR,
        _("Second officer: confirm a verification."),
        "演示京执〔2020〕第0102号",
    ),
    Person(
        "zhenghaitao",
        "郑海涛",
        BEIJING,
        Role.INSPECTOR,
        _("Was recused from a case; the certificate ends on 31 October."),
        "演示京执〔2019〕第0103号",
        date(2022, 10, 31),
    ),
    Person("huangzhiqiang", "黄志强", GUANGDONG, Role.HEAD, APPROVE),
    Person("linmeiling", "林美玲", GUANGDONG, Role.SUPERVISOR, SUPERVISE, diligent=False),
    Person(
        "chenguanghui",
        "陈光辉",
        GUANGDONG,
        Role.INSPECTOR,
        _("An overdue demand; findings to confirm."),
        "演示粤执〔2021〕第0201号",
        diligent=False,
    ),
    Person(
        "liangyaqin", "梁雅琴", GUANGDONG, Role.INSPECTOR, _("Second officer: confirm."), "演示粤执〔2021〕第0202号"
    ),
    Person("hezhenhua", "何振华", GUANGDONG, Role.REGISTRAR, _("Enter an enterprise; check a list sent in.")),
    Person("yangzhigang", "杨志刚", SHENZHEN, Role.HEAD, APPROVE),
    Person("xuhui", "徐慧", SHENZHEN, Role.SUPERVISOR, SUPERVISE),
    Person(
        "denglei",
        "邓磊",
        SHENZHEN,
        Role.INSPECTOR,
        _("On site in an unannounced visit; orders to issue and to serve."),
        "演示深执〔2022〕第0301号",
    ),
    Person("tangyun", "唐韵", SHENZHEN, Role.INSPECTOR, _("Second officer: confirm."), "演示深执〔2022〕第0302号"),
    Person("yejianhua", "叶建华", ZHEJIANG, Role.HEAD, APPROVE),
    Person("shenxiaoyan", "沈晓燕", ZHEJIANG, Role.SUPERVISOR, SUPERVISE),
    Person(
        "jinbo",
        "金波",
        ZHEJIANG,
        Role.INSPECTOR,
        _("A notice to serve, a demand with a distant date."),
        "演示浙执〔2021〕第0401号",
    ),
    Person("yaoting", "姚婷", ZHEJIANG, Role.INSPECTOR, _("Second officer: confirm."), "演示浙执〔2021〕第0402号"),
    Person(
        "pengwei",
        "彭巍",
        TELECOM,
        Role.INSPECTOR,
        _("Telecom officer: sees the joint inspections of the own teams, and one case of Guangdong by grant."),
        "演示粤通执〔2021〕第0501号",
    ),
)

PEOPLE = (*ADMINISTRATORS, *STAFF)


@dataclass(frozen=True)
class Crew:
    """Who works on a case. The leader drafts, the first of `others` is the second officer."""

    planner: str
    head: str
    leader: str
    others: tuple[str, ...]
    reviewer: str

    @property
    def second(self) -> str:
        """The second officer."""
        return self.others[0]

    @property
    def team(self) -> tuple[str, ...]:
        """Everybody on site, the leader first."""
        return (self.leader, *self.others)


OF_BEIJING = Crew("wuxiuying", "zhaoguoqiang", "wangjianguo", ("lina",), "wuxiuying")
OF_GUANGDONG = Crew("linmeiling", "huangzhiqiang", "chenguanghui", ("liangyaqin",), "linmeiling")
OF_SHENZHEN = Crew("xuhui", "yangzhigang", "denglei", ("tangyun",), "xuhui")
OF_ZHEJIANG = Crew("shenxiaoyan", "yejianhua", "jinbo", ("yaoting",), "shenxiaoyan")
JOINT_SOUTH = Crew("liuwenying", "zhoujingguo", "zhangweimin", ("sunlihua", "pengwei", "chenguanghui"), "fangzheng")
JOINT_EAST = Crew("liuwenying", "zhoujingguo", "zhangweimin", ("sunlihua", "jinbo"), "fangzheng")
JOINT_NORTH = Crew("liuwenying", "zhoujingguo", "zhangweimin", ("sunlihua", "lina"), "fangzheng")
