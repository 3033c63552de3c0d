"""The cases of the Guangdong office."""

from app.demo.days import on
from app.demo.people import OF_GUANGDONG
from app.demo.scenes import Ask, Case, Paper, Proof, breach, incomplete, poorly_done, weak, within
from app.demo.turns import Answered, Disputed, Verified, done
from app.inspections.states import Basis
from app.rectification.states import Result

MUMIAN = Case(
    "mumian",
    OF_GUANGDONG,
    visit=on(5, 24),
    found=(
        incomplete(
            "用户模型和标签管理规则缺失",
            "企业未制定记入用户模型的兴趣点规则，标签新增由运营人员自行决定，无审批和复核环节。",
            Proof("paper", "标签管理情况说明"),
        ),
        poorly_done(
            "算法安全培训未按计划开展",
            "年度培训计划共4次，至检查日应完成2次，实际完成0次。",
            Proof("paper", "年度培训计划和签到表"),
        ),
        poorly_done(
            "推荐页重点环节主流价值信息呈现不足",
            "首页首屏、热搜、弹窗三类重点环节未设置内容比例要求。",
            Proof("screenshot", "首页首屏截图"),
            dismissed="经复核，该平台不提供热搜和弹窗服务，首屏内容符合要求，事实认定不成立。",
        ),
    ),
    papers=(
        Paper(
            on(5, 31),
            (
                Ask(
                    1,
                    "制定用户标签管理规则，明确新增、复核、删除的责任人和程序。",
                    within(15),
                    (
                        Answered(on(6, 27), "印发《用户标签管理规则》，清理无效标签460个。", "甄公关", on(6, 24)),
                        *done(on(6, 29), "规则内容完整，抽查标签审批记录20条均符合规则。"),
                    ),
                ),
                Ask(
                    2,
                    "补训并建立培训台账。",
                    within(15),
                    (
                        Answered(on(6, 27), "完成两次补训，参训118人。", "甄公关", on(6, 24)),
                        Verified(on(6, 29), Result.DONE, "签到表和课件齐全。"),
                        Disputed(on(6, 30), "签到表中有17人字迹相同，需核对实际参训人员后再作结论。"),
                        *done(on(7, 5), "逐一电话核对17人，均已参加线上补训并提交测验成绩。"),
                    ),
                ),
            ),
            closed=on(7, 8),
        ),
    ),
)

ZHUJIANG = Case(
    "zhujiang",
    OF_GUANGDONG,
    visit=on(8, 9),
    found=(
        breach(
            "7",
            "未落实算法安全主体责任",
            "企业未建立算法安全事件应急处置制度，未明确算法安全责任人；6月14日推荐服务异常持续5小时未启动任何处置程序。",
            Proof("paper", "6月14日服务异常内部通报"),
        ),
        breach(
            "26",
            "未在显著位置标明备案编号",
            "网站底部和应用“关于”页面均未标明算法备案编号，也未提供公示信息链接。",
            Proof("screenshot", "应用“关于”页面截图"),
        ),
    ),
    papers=(
        Paper(
            on(8, 24),
            (
                Ask(1, "建立应急处置制度，任命算法安全责任人，开展一次应急演练。", within(15)),
                Ask(
                    2,
                    "在网站和应用显著位置标明备案编号并提供公示链接。",
                    within(15),
                    (
                        Answered(on(9, 15), "网站底部和应用首页设置页已标明备案编号并附链接。", "甄客服", on(9, 14)),
                        *done(on(9, 19), "核验网站及两端应用，编号和链接均有效。"),
                    ),
                ),
            ),
        ),
    ),
)

NANYUE = Case(
    "nanyue",
    OF_GUANGDONG,
    visit=on(8, 18),
    basis=Basis.RANDOM,
    found=(
        weak(
            "不良信息处置时效不理想",
            "抽查8月1日至15日处置记录，不良信息平均处置时长6.8小时，其中“标题党”类内容处置率仅61%。",
            Proof("paper", "内容处置统计表"),
        ),
    ),
    papers=(
        Paper(
            on(8, 29),
            (
                Ask(
                    1,
                    "优化识别模型和人工复核流程，平均处置时长不超过2小时。",
                    within(15),
                    (
                        Answered(
                            on(9, 26),
                            "上线标题语义识别模型，9月中旬平均处置时长1.7小时，“标题党”处置率93%。",
                            "甄总监",
                            on(9, 23),
                        ),
                    ),
                ),
            ),
        ),
    ),
)

QILOU = Case(
    "qilou",
    OF_GUANGDONG,
    visit=on(7, 6),
    cancelled=(on(6, 28), "企业所在街道发布疫情防控通告，暂停人员聚集性活动，检查改期另行安排。"),
    released=(on(7, 20), "企业已停止相关推荐服务，不再列入检查对象，公开计划不影响后续工作。"),
)

HONGLI = Case(
    "hongli",
    OF_GUANGDONG,
    visit=on(10, 11),
    planned_on=on(9, 20),
    cancelled=(on(9, 23), "拟并入国家网信办联合检查，避免重复检查。"),
)

YUEYU = Case(
    "yueyu",
    OF_GUANGDONG,
    visit=on(9, 26),
    found=(
        breach(
            "13",
            "未取得许可开展互联网新闻信息推荐",
            "“粤语通”首页设“时政”频道，抽查发布时政类新闻信息46条，企业未取得互联网新闻信息服务许可。",
            Proof("screenshot", "“时政”频道页面截图"),
            sent_back="请补充46条内容的发布时间范围和来源单位，再行提交确认。",
        ),
        poorly_done(
            "人工干预和用户自主选择机制未启用",
            "后台具备频道级人工干预功能，但自上线以来未配置任何规则，亦无启用记录。",
            Proof("screenshot", "频道管理后台截图"),
        ),
        incomplete(
            "未制定算法推荐内容审核标准",
            "企业沿用图文审核标准，未针对音频转写和方言内容制定审核要点。",
            Proof("paper", "内容审核标准"),
            recorded=2,
            confirmed=3,
        ),
    ),
)

CASES = (MUMIAN, ZHUJIANG, NANYUE, QILOU, HONGLI, YUEYU)
