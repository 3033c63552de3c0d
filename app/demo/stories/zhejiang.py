"""The cases of the Zhejiang office."""

from app.demo.days import on
from app.demo.people import OF_ZHEJIANG
from app.demo.scenes import Ask, Case, Paper, Proof, breach, by, incomplete, poorly_done, weak, within
from app.demo.turns import Answered, done, not_done
from app.inspections.states import Basis

XIXI = Case(
    "xixi",
    OF_ZHEJIANG,
    visit=on(6, 8),
    found=(
        breach(
            "14",
            "为推广账号批量虚增互动量",
            "“西溪日报”运营后台存在“暖场”功能，以系统账号为指定内容批量点赞、转发，5月累计执行2.1万次。",
            Proof("screenshot", "“暖场”功能后台截图"),
        ),
        incomplete(
            "未建立算法安全事件应急预案",
            "企业网络安全应急预案未包含算法异常、榜单被操纵等场景。",
            Proof("paper", "网络安全应急预案"),
        ),
    ),
    papers=(
        Paper(
            on(6, 15),
            (
                Ask(
                    1,
                    "下线“暖场”功能，清理系统账号互动数据并公开说明。",
                    within(10),
                    not_done(on(7, 13), "现场登录后台，“暖场”功能更名为“冷启动扶持”后继续使用，未完成整改。"),
                ),
            ),
            closed=on(7, 18),
        ),
        Paper(
            on(6, 16),
            (
                Ask(
                    2,
                    "制定算法安全事件应急预案并组织演练。",
                    within(20),
                    (
                        Answered(on(7, 18), "预案已印发，7月15日组织演练。", "甄评估", on(7, 15)),
                        *done(on(7, 20), "预案覆盖四类场景，演练记录完整。"),
                    ),
                ),
            ),
            closed=on(7, 25),
        ),
    ),
)

QIANTANG = Case(
    "qiantang",
    OF_ZHEJIANG,
    visit=on(7, 19),
    found=(
        weak(
            "大促期间算法风险监测能力不足",
            "“618”期间推荐服务异常告警217次，人工响应38次，平均响应时长52分钟，监测大屏无算法专项指标。",
            Proof("photo", "监测大屏现场照片"),
        ),
        poorly_done(
            "商品推荐理由展示不完整",
            "制度要求每个推荐位展示推荐理由，抽查12个推荐位中5个未展示。",
            Proof("screenshot", "商品推荐位截图"),
        ),
    ),
    papers=(
        Paper(
            on(7, 27),
            (
                Ask(1, "建设算法风险专项监测，11月大促前完成并提交测试报告，大促后提交总结。", by(on(11, 30))),
                Ask(
                    2,
                    "补齐全部推荐位的推荐理由。",
                    within(15),
                    (
                        Answered(on(8, 22), "12个推荐位全部展示推荐理由。", "甄交易", on(8, 19)),
                        *done(on(8, 24), "逐位核验，全部展示。"),
                    ),
                ),
            ),
        ),
    ),
)

YUEYIN = Case(
    "yueju",
    OF_ZHEJIANG,
    visit=on(9, 7),
    found=(
        breach(
            "10",
            "以违法和不良信息关键词作为用户标签",
            "标签库中有4个博彩类隐语作为兴趣点，覆盖用户3200余人，8月据此推送内容1.1万次。",
            Proof("screenshot", "标签库查询结果截图"),
        ),
        breach(
            "16",
            "算法推荐公示信息不完整",
            "公示页仅说明“根据您的兴趣推荐”，未说明目的意图和主要运行机制。",
            Proof("screenshot", "算法公示页截图"),
        ),
    ),
    papers=(
        Paper(
            on(9, 23),
            (
                Ask(1, "删除违规标签，停止据此推送，建立隐语识别词库。", within(10)),
                Ask(2, "完整公示基本原理、目的意图和主要运行机制。", within(15)),
            ),
        ),
    ),
)

YIWU = Case(
    "yiwu",
    OF_ZHEJIANG,
    visit=on(9, 1),
    basis=Basis.LEAD,
    found=(
        breach(
            "27",
            "上线新功能未开展安全评估",
            "8月5日上线“直播连麦推荐”功能，可汇聚大量陌生用户实时互动，未按规定开展安全评估。",
            Proof("paper", "功能上线审批单"),
        ),
    ),
    papers=(
        Paper(
            on(9, 13),
            (Ask(1, "补做安全评估并通过全国互联网安全管理服务平台提交报告，评估完成前限制连麦人数。", within(20)),),
            sent_back="后果条款应按第三十二条适用其他法律规定，请核对法律依据后重新提交。",
        ),
    ),
)

LONGJING = Case("longjing", OF_ZHEJIANG, visit=on(10, 10), planned_on=on(9, 22))

HAISHU = Case("taizhou", OF_ZHEJIANG, visit=on(10, 13), planned_on=on(9, 27), basis=Basis.RANDOM)

WUZHEN = Case("wuzhen", OF_ZHEJIANG, visit=on(10, 12), planned_on=on(9, 21), basis=Basis.RANDOM)

CASES = (XIXI, QIANTANG, YUEYIN, YIWU, LONGJING, HAISHU, WUZHEN)
