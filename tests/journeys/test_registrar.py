"""The registrar of a local office: the published list, an entry of the own, the state of the jurisdiction."""

from app.rectification.states import OrderState
from tests.factories.enterprises import fictitious_uscc, published
from tests.factories.rectification import make_order
from tests.journeys.trail import Trail, by

NEW = "北京星禾（虚构）网络有限公司"


def test_a_published_list_is_looked_at_and_imported_once(person) -> None:
    registrar = person("hejing")
    assert registrar.address == "/jurisdiction"
    registrar.reads("没有企业").follow("导入公示清单")
    registrar.press("核对清单", {"批次": "2022-08", "清单": ("清单.csv", b"a,b\n1,2\n")}, status=422).reads("列")
    registrar.press("核对清单", {"批次": "2022-08", "清单": ("清单.csv", published())})
    registrar.reads("新增备案", "北京网易传媒有限公司", "尚未写入名录库").reads_not("腾讯")
    registrar.press("导入").reads("清单已导入")
    registrar.open("/jurisdiction").reads("北京网易传媒有限公司", "缺信用代码", "尚未检查")

    registrar.open("/filing-imports/new").press("核对清单", {"批次": "2022-08", "清单": ("清单.csv", published())})
    registrar.press("导入").reads("无变化的备案")


def test_an_enterprise_is_entered_and_edited(person, app, work) -> None:
    registrar = person("hejing").follow("登记企业")
    trail = Trail(app, work)
    wrong = {"名称": NEW, "统一社会信用代码": "911101080000000000", "县级行政区划代码": "110108"}
    registrar.press("保存", wrong, status=422).reads("统一社会信用代码")
    registrar.press("保存", {"统一社会信用代码": fictitious_uscc("110108")})
    registrar.reads("企业已登记", NEW, "北京市互联网信息办公室")
    registrar.follow("编辑").press("保存", {"联系人": "甄合规", "电话": "000-00000002", "舆论属性": "是"})
    registrar.reads("修改已保存", "甄合规")
    registrar.follow("登记算法").press(
        "保存",
        {"算法名称": "星禾推荐算法", "算法类别": "个性化推送类", "应用产品": "星禾（APP）", "主要用途": "内容推荐"},
    )
    trail.tells(by("何静", "enterprise.added", "enterprise.changed", "algorithm.added"))
    registrar.reads("算法已登记", "星禾推荐算法", "个性化推送类")
    registrar.open("/jurisdiction").press("查询", {"缺什么": "无备案"}).reads(NEW)
    registrar.press("查询", {"缺什么": "缺联系人"}).reads_not(NEW)


def test_the_jurisdiction_shows_how_the_work_on_each_enterprise_stands(arranged, person) -> None:
    with arranged("北京青岚（虚构）文化传媒有限公司") as cast:
        make_order(cast, OrderState.SERVED)
    registrar = person("hejing").reads("青岚", "有未结文书", "10月13日")
    registrar.press("查询", {"工作进度": "有未结文书"}).reads("青岚")
    registrar.press("查询", {"工作进度": "有超期整改"}).reads_not("青岚")
