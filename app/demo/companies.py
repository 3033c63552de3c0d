"""The fictitious enterprises. Their names say so; their credit codes are valid in form and belong to nobody."""

from dataclasses import dataclass
from datetime import date

from stdnum.cn import uscc as stdnum_uscc

from app.enterprises.operations import Profile
from app.enterprises.states import AlgorithmType

REMARK = "本条为演示数据，企业、人员、地址及统一社会信用代码均属虚构。"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Invented:
    """An invented algorithm: what it is called after the product, of which type, and what for."""

    suffix: str
    type: AlgorithmType
    main_use: str


FEED = Invented(
    "内容推荐算法",
    AlgorithmType.PERSONALISED_PUSH,
    "应用于首页信息流推荐，通过点击、停留时长等行为数据为用户推荐可能感兴趣的内容（虚构）。",
)
CHART = Invented(
    "榜单排序算法", AlgorithmType.RANKING_SELECTION, "应用于热门榜单，按热度和时效对内容排序精选（虚构）。"
)
SEARCH = Invented("搜索排序算法", AlgorithmType.RETRIEVAL_FILTERING, "应用于站内搜索，按查询词检索并过滤结果（虚构）。")
DISPATCH = Invented(
    "运力调度算法", AlgorithmType.SCHEDULING_DECISION, "应用于订单分配，按位置和时段安排配送人员（虚构）。"
)
SYNTHESIS = Invented(
    "图像合成算法", AlgorithmType.GENERATION_SYNTHESIS, "应用于图像和短视频生成，合成用户选定的效果（虚构）。"
)
BY_TRADE = {
    "搜索": (SEARCH, CHART),
    "配送": (DISPATCH,),
    "合成": (SYNTHESIS, FEED),
    "电子商务": (FEED, CHART),
    "直播": (FEED, CHART),
    "社区": (FEED, CHART),
    "招聘": (SEARCH,),
    "旅行": (SEARCH, CHART),
}
"""Algorithms by a word in the company's name; the others run a feed."""


@dataclass(frozen=True)
class Company:
    """A fictitious enterprise under `key`; `serial` makes its credit code."""

    key: str
    serial: int
    name: str
    division_code: str
    place: str
    representative: str
    contact: str
    opinion: bool = True
    mobilisation: bool = False
    entered_on: date = date(2022, 4, 14)

    @property
    def uscc(self) -> str:
        """A credit code with both check characters right; no authority gives organisation codes that begin MADEM."""
        body = f"91{self.division_code}{_organisation_code(f'MADEM{self.serial:03}')}"
        return body + str(stdnum_uscc.calc_check_digit(body))

    @property
    def address(self) -> str:
        """Where it is visited."""
        return f"{self.place}示例路{self.serial}号（虚构地址）"

    @property
    def product(self) -> str:
        """What its product is called: the middle of its name."""
        return self.name.partition("（虚构）")[0][2:]

    @property
    def algorithms(self) -> tuple[Invented, ...]:
        """The algorithms it uses."""
        return next((found for trade, found in BY_TRADE.items() if trade in self.name), (FEED,))

    def profile(self) -> Profile:
        """What a registrar writes down about it."""
        return Profile(
            name=self.name,
            uscc=self.uscc,
            division_code=self.division_code,
            legal_representative=self.representative,
            address=self.address,
            contact_name=self.contact,
            contact_phone=f"000-0000{self.serial:04}",
            contact_email=f"{self.key}@example.com",
            public_opinion_attributes=self.opinion,
            mobilisation_capacity=self.mobilisation,
            remarks=REMARK,
        )


def _organisation_code(body: str) -> str:
    """The eight characters with their check character (GB 11714)."""
    total = sum(BASE_36.index(char) * weight for char, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return body + {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


_LATER = date(2022, 6, 9)

COMPANIES = (
    Company("yunfan", 1, "北京云帆（虚构）科技有限公司", "110108", "北京市海淀区", "贾云", "甄法务", True, True),
    Company("xinghe", 2, "北京星禾（虚构）网络有限公司", "110105", "北京市朝阳区", "贾星", "甄合规"),
    Company("luming", 3, "北京鹿鸣（虚构）信息服务有限公司", "110108", "北京市海淀区", "贾鹿", "甄安全"),
    Company("qinglan", 4, "北京青岚（虚构）文化传媒有限公司", "110101", "北京市东城区", "贾青", "甄运营", True, True),
    Company("shiguang", 5, "北京拾光（虚构）视频技术有限公司", "110105", "北京市朝阳区", "贾光", "甄内容", True, True),
    Company("chengzi", 6, "北京橙子树（虚构）电子商务有限公司", "110115", "北京市大兴区", "贾橙", "甄电商", False),
    Company("fengling", 7, "北京风铃（虚构）音乐科技有限公司", "110108", "北京市海淀区", "贾风", "甄版权"),
    Company("haitang", 8, "北京海棠（虚构）社区科技有限公司", "110102", "北京市西城区", "贾海", "甄社区", True, True),
    Company("beichen", 9, "北京北辰（虚构）搜索技术有限公司", "110105", "北京市朝阳区", "贾辰", "甄检索", True, True),
    Company("mumian", 10, "广州木棉（虚构）科技有限公司", "440106", "广州市天河区", "贾棉", "甄公关"),
    Company("zhujiang", 11, "广州珠江潮（虚构）网络科技有限公司", "440104", "广州市越秀区", "贾江", "甄客服"),
    Company(
        "lingnan", 12, "广州岭南雀（虚构）信息技术有限公司", "440106", "广州市天河区", "贾岭", "甄算法", True, True
    ),
    Company("qilou", 13, "佛山骑楼（虚构）生活服务有限公司", "440604", "佛山市禅城区", "贾楼", "甄行政", False),
    Company("hongli", 14, "东莞红荔（虚构）直播科技有限公司", "441900", "东莞市", "贾荔", "甄直播", True, True),
    Company("yueyu", 15, "广州粤语通（虚构）资讯有限公司", "440105", "广州市海珠区", "贾粤", "甄编辑", True, True),
    Company("nanyue", 16, "广州南粤（虚构）平台科技有限公司", "440113", "广州市番禺区", "贾南", "甄总监", True, True),
    Company("pengcheng", 17, "深圳鹏城（虚构）科技有限公司", "440305", "深圳市南山区", "贾鹏", "甄产品"),
    Company("kuaisong", 18, "深圳快送达（虚构）即时配送有限公司", "440304", "深圳市福田区", "贾快", "甄调度", False),
    Company("wanqu", 19, "深圳湾区声（虚构）音频科技有限公司", "440305", "深圳市南山区", "贾湾", "甄音频"),
    Company("lanjing", 20, "深圳蓝鲸（虚构）信息技术有限公司", "440306", "深圳市宝安区", "贾蓝", "甄研发"),
    Company(
        "nanshan", 21, "深圳山与海（虚构）游戏社区有限公司", "440305", "深圳市南山区", "贾山", "甄社群", True, True
    ),
    Company("xingqiao", 22, "深圳星桥（虚构）招聘科技有限公司", "440304", "深圳市福田区", "贾桥", "甄人事", False),
    Company("xiaomu", 23, "深圳小木屋（虚构）亲子科技有限公司", "440307", "深圳市龙岗区", "贾木", "甄亲子"),
    Company("huanying", 24, "深圳幻影（虚构）智能合成有限公司", "440305", "深圳市南山区", "贾影", "甄合成", True, True),
    Company("xixi", 25, "杭州西溪（虚构）内容科技有限公司", "330106", "杭州市西湖区", "贾溪", "甄评估", True, True),
    Company("qiantang", 26, "杭州钱塘（虚构）电子商务有限公司", "330108", "杭州市滨江区", "贾塘", "甄交易", False),
    Company("yueju", 27, "绍兴越音（虚构）短视频有限公司", "330602", "绍兴市越城区", "贾越", "甄视频"),
    Company("longjing", 28, "杭州龙井（虚构）资讯有限公司", "330106", "杭州市西湖区", "贾井", "甄新闻", True, True),
    Company("taizhou", 29, "宁波海曙（虚构）旅行科技有限公司", "330203", "宁波市海曙区", "贾旅", "甄旅行", False),
    Company("wuzhen", 30, "嘉兴乌镇（虚构）数字文化有限公司", "330402", "嘉兴市南湖区", "贾文", "甄文化"),
    Company("yiwu", 31, "金华义选（虚构）直播电商有限公司", "330702", "金华市婺城区", "贾义", "甄选品", True, True),
    Company("zhejie", 32, "杭州浙界（虚构）社交平台有限公司", "330110", "杭州市余杭区", "贾界", "甄主管", True, True),
    Company(
        "zhongguan", 33, "北京中关（虚构）问答科技有限公司", "110108", "北京市海淀区", "贾问", "甄问答", True, True
    ),
    Company(
        "guhe", 34, "北京古河（虚构）阅读科技有限公司", "110114", "北京市昌平区", "贾河", "甄阅读", entered_on=_LATER
    ),
)

BY_KEY = {company.key: company for company in COMPANIES}

ENDED = ("guhe", date(2022, 9, 15), "经核实，该企业已停止提供算法推荐服务并办理注销登记。")
"""The entry that a registrar ended, the day, and the reason."""
