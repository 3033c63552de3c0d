"""The cases of the Shenzhen office."""

from app.demo.days import on
from app.demo.people import OF_SHENZHEN
from app.demo.scenes import Ask, Case, Paper, Proof, breach, incomplete, poorly_done, weak, within
from app.demo.turns import Answered, Confirmed, OpinionServed, Remarked, Verified, done
from app.inspections.states import Basis
from app.rectification.states import Method, Result

PENGCHENG = Case(
    "pengcheng",
    OF_SHENZHEN,
    visit=on(5, 31),
    found=(
        incomplete(
            "未建立科技伦理审查制度",
            "企业新增推荐策略由产品经理单独决定，未设科技伦理审查环节，制度文件中无相关条款。",
            Proof("paper", "产品立项流程文件"),
        ),
        poorly_done(
            "推荐服务日志抽查制度未执行",
            "制度要求每月抽查推荐日志不少于200条并留存记录，2022年1月至5月均无抽查记录。",
            Proof("paper", "日志抽查制度及台账"),
        ),
    ),
    papers=(
        Paper(
            on(6, 7),
            (
                Ask(
                    1,
                    "建立科技伦理审查制度，明确审查范围、程序和否决权。",
                    within(20),
                    (
                        Answered(on(7, 4), "印发制度并成立五人审查小组。", "甄产品", on(7, 1)),
                        Remarked(on(7, 6), "审查小组全部由产品部门人员组成，缺乏独立性，请调整后重报。"),
                        Answered(on(7, 11), "审查小组调整为法务、安全、外部专家等七人。", "甄产品", on(7, 11)),
                        *done(on(7, 13), "制度文本和任命文件符合要求，已审查策略2项。"),
                    ),
                ),
                Ask(
                    2,
                    "恢复每月日志抽查并补做上半年抽查。",
                    within(20),
                    (
                        Answered(on(7, 8), "补做1200条抽查，形成问题清单和整改记录。", "甄产品", on(7, 7)),
                        *done(on(7, 12), "抽查记录完整，问题清单闭环。", Method.ON_SITE),
                    ),
                ),
            ),
            closed=on(7, 18),
        ),
    ),
)

KUAISONG = Case(
    "kuaisong",
    OF_SHENZHEN,
    visit=on(8, 10),
    subject="配送调度算法劳动者权益保障情况",
    basis=Basis.LEAD,
    found=(
        breach(
            "20",
            "派单算法未保障骑手合理休息",
            "调度系统连续派单无强制间歇，抽查8月1日至7日100名骑手，有23人单日连续在线超过11小时；"
            "恶劣天气下订单时限未作延长。",
            Proof("screenshot", "调度系统骑手在线时长截图"),
        ),
    ),
    papers=(
        Paper(
            on(8, 24),
            (
                Ask(
                    1,
                    "设置连续派单上限和强制休息，恶劣天气自动延长时限，公布派单、报酬和奖惩规则。",
                    within(25),
                    (
                        Answered(on(9, 16), "设置连续在线4小时强制休息20分钟。", "甄调度", on(9, 15)),
                        Remarked(on(9, 21), "未见恶劣天气延时规则和报酬规则公示，请补充落实后重新报送。"),
                    ),
                ),
            ),
        ),
    ),
)

WANQU = Case(
    "wanqu",
    OF_SHENZHEN,
    visit=on(7, 26),
    found=(
        breach(
            "17",
            "未提供用户标签选择和删除功能",
            "“湾区声”应用设置中仅有个性化推荐总开关，用户无法查看、选择或删除针对其个人特征的标签。",
            Proof("screenshot", "个性化设置页面截图"),
        ),
        weak(
            "算法原理公示用语晦涩",
            "公示文本1800字，含“协同过滤”“双塔召回”等术语31处且无通俗说明，随机访谈10名用户均表示不能理解。",
            Proof("paper", "算法原理公示文本"),
        ),
    ),
    papers=(
        Paper(
            on(8, 3),
            (
                Ask(
                    1,
                    "提供标签查看、选择、删除功能，删除后即时生效。",
                    within(25),
                    (
                        Answered(on(9, 13), "上线标签管理页，支持查看和删除。", "甄音频", on(9, 9)),
                        Verified(
                            on(9, 23),
                            Result.PARTLY,
                            "可查看和删除，但删除后需重启应用方生效，且不支持按类选择。",
                            new_term=within(15),
                        ),
                        Confirmed(on(9, 26)),
                        OpinionServed(on(9, 29)),
                    ),
                ),
            ),
        ),
        Paper(
            on(8, 4),
            (
                Ask(
                    2,
                    "以通俗语言、图示重写公示文本。",
                    within(15),
                    (
                        Answered(on(8, 30), "重写公示文本并配图6幅。", "甄音频", on(8, 29)),
                        *done(on(9, 1), "文本通俗，图示清楚。"),
                    ),
                ),
            ),
            closed=on(9, 6),
        ),
    ),
)

LANJING = Case(
    "lanjing",
    OF_SHENZHEN,
    visit=on(8, 30),
    found=(
        breach(
            "24(2)",
            "备案信息变更后未办理变更手续",
            "企业7月18日将排序模型目标由点击率改为停留时长，属备案信息变更，至检查日已逾十个工作日未办理变更。",
            Proof("paper", "模型目标变更记录"),
        ),
        poorly_done(
            "算法自评估流于形式",
            "自评估报告结论均为“低风险”，未附测试方法和数据，与2021年报告文字重复率达92%。",
            Proof("paper", "算法自评估报告"),
        ),
    ),
    papers=(
        Paper(on(9, 21), (Ask(1, "通过备案系统办理变更手续，说明变更原因和影响评估。", within(10)),)),
        Paper(on(9, 16), (Ask(2, "重新开展自评估，附测试方法、数据和结论。", within(30)),)),
    ),
)

SHANHAI = Case(
    "nanshan",
    OF_SHENZHEN,
    visit=on(9, 14),
    found=(
        breach(
            "8",
            "活动算法诱导过度消费",
            "“限时抽奖”根据用户余额动态调整中奖概率展示文案，连续未中后推送“差一点就中”提示并引导充值，未设单日上限。",
            Proof("screenshot", "限时抽奖活动页面截图"),
        ),
    ),
    papers=(Paper(on(9, 26), (Ask(1, "下线诱导性文案和动态概率展示，设置单日消费上限和冷静期提示。", within(10)),)),),
)

XINGQIAO = Case(
    "xingqiao",
    OF_SHENZHEN,
    visit=on(9, 8),
    basis=Basis.RANDOM,
    found=(
        breach(
            "22",
            "对重大权益影响的推荐结果无申诉渠道",
            "简历匹配结果直接影响求职机会，页面未提供申诉和人工复核入口，客服知识库无对应处理流程。",
            Proof("screenshot", "职位匹配结果页截图"),
        ),
    ),
    papers=(
        Paper(on(9, 22), (Ask(1, "在匹配结果页设置申诉入口，明确人工复核流程和三个工作日反馈时限。", within(15)),)),
    ),
)

XIAOMU = Case(
    "xiaomu",
    OF_SHENZHEN,
    visit=on(9, 21),
    found=(
        incomplete(
            "未成年人内容池准入标准不完整",
            "内容池准入标准仅覆盖图文，对直播切片、动画短剧无准入要求。",
            Proof("paper", "内容池准入标准"),
        ),
    ),
    papers=(Paper(on(9, 27), (Ask(1, "补充直播切片、动画短剧准入标准，完成存量内容复审。", within(15)),)),),
)

HUANYING = Case(
    "huanying",
    OF_SHENZHEN,
    visit=on(9, 27),
    planned_on=on(9, 15),
    days=2,
    basis=Basis.LEAD,
    subject="深度合成功能未标识线索核查",
    unannounced="线索显示企业接到通知后可能下线相关功能、清理生成记录，事先通知将影响核查。",
    found=(
        breach(
            "9(1)",
            "合成视频未作显著标识",
            "现场使用“一键换脸”生成视频10段，导出文件均无显著标识，保存至相册时亦无提示。",
            Proof("screenshot", "换脸视频导出结果截图"),
        ),
    ),
)

CASES = (PENGCHENG, KUAISONG, WANQU, LANJING, SHANHAI, XINGQIAO, XIAOMU, HUANYING)
