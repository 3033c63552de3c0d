"""Joint inspections of the national office with the telecom department and local offices."""

from app.demo.days import on
from app.demo.people import JOINT_EAST, JOINT_NORTH, JOINT_SOUTH
from app.demo.scenes import (
    Ask,
    Case,
    Paper,
    Proof,
    breach,
    by,
    incomplete,
    poorly_done,
    weak,
    within,
)
from app.demo.turns import Answered, Remarked, done
from app.inspections.states import InspectionKind

LINGNAN = Case(
    "lingnan",
    JOINT_SOUTH,
    visit=on(8, 2),
    days=2,
    kind=InspectionKind.JOINT,
    subject="算法合规情况、算法安全能力及网络日志留存情况（联合检查）",
    found=(
        breach(
            "8",
            "推荐模型未按制度定期审核评估，存在诱导沉迷风险",
            "“岭南雀”短视频信息流以单次使用时长为唯一优化目标。2022年1月以来模型更新27次，仅留存3次评估记录，"
            "均未涉及沉迷风险；夜间23时至次日5时无休息提醒，连续下滑200条未触发任何干预。",
            Proof("screenshot", "模型发布平台更新记录截图"),
        ),
        breach(
            "28(2)",
            "推荐服务网络日志留存不足六个月",
            "抽查推荐服务曝光日志和人工干预操作日志，最早记录分别为2022年5月19日和6月2日，不足六个月；"
            "企业称因存储扩容曾清理历史分区，未能提供清理审批记录。",
            Proof("photo", "日志存储分区现场照片"),
        ),
        weak(
            "内容去重和打散策略效果不明显",
            "以3个新注册账号各浏览100条内容测试，同一主题连续出现最长达11条，近似重复内容占18%，"
            "与企业自评“同类内容不超过3条”的要求不符。",
            Proof("screenshot", "测试账号信息流录屏截图"),
        ),
        incomplete(
            "算法安全专职人员与业务规模不相适应",
            "企业日活跃用户约860万，算法安全岗位编制5人，实际到岗2人且均兼任内容审核工作，未设立独立的算法安全管理机构。",
            Proof("paper", "算法安全岗位设置和人员名单"),
        ),
    ),
    papers=(
        Paper(
            on(8, 9),
            (
                Ask(
                    1,
                    "建立模型上线前和季度评估制度，评估内容须包括沉迷和过度消费风险；补充休息提醒和时长干预措施。",
                    within(20),
                    (
                        Answered(on(9, 9), "修订《推荐模型评估管理办法》，完成存量模型补评估9个。", "贾岭", on(9, 7)),
                        Remarked(on(9, 14), "补评估报告未说明沉迷风险的测试方法和结论，请补充测试数据后重新报送。"),
                        Answered(on(9, 23), "补充沉迷风险测试方案、样本和结论，上线夜间休息提醒。", "贾岭", on(9, 22)),
                    ),
                ),
                Ask(
                    2,
                    "恢复完整日志留存机制，推荐曝光、人工干预和模型变更日志留存不少于六个月。",
                    by(on(10, 8)),
                ),
            ),
        ),
        Paper(
            on(8, 10),
            (
                Ask(
                    3,
                    "优化去重和打散策略，提交优化前后对比测试报告。",
                    within(15),
                    (
                        Answered(
                            on(9, 2), "上线主题打散规则，同主题连续不超过3条，附对比测试报告。", "甄算法", on(9, 1)
                        ),
                        *done(on(9, 7), "现场复测3个账号，同一主题连续最多3条，近似重复内容降至4%，符合要求。"),
                    ),
                ),
                Ask(4, "设立算法安全管理机构，专职人员不少于8人并全部到岗。", by(on(11, 30))),
            ),
        ),
    ),
)

ZHEJIE = Case(
    "zhejie",
    JOINT_EAST,
    visit=on(9, 20),
    kind=InspectionKind.JOINT,
    refusal=("对第一项事实认定有异议，要求补充说明后再签字", "余杭区示例街道工作人员 甄见证"),
    found=(
        breach(
            "14",
            "利用人工规则干预热榜排序且未留存依据",
            "热榜后台存在“置顶”“降权”两类人工规则。9月1日至19日执行人工干预146次，其中83次未填写理由、无审批记录，"
            "与企业公示的“热榜由算法自动生成”不符。",
            Proof("screenshot", "热榜干预后台操作日志截图"),
        ),
        poorly_done(
            "用户标签管理规则执行不到位",
            "抽查标签库1200个标签，发现37个标签长期无人复核，最近一次复核为2021年11月，与每季度复核一次的制度不符。",
            Proof("paper", "用户标签库复核记录"),
        ),
    ),
    papers=(
        Paper(
            on(9, 23),
            (Ask(1, "停止无依据的人工干预，完善热榜规则公示，对存量干预记录逐条说明理由并留存。", within(10)),),
        ),
    ),
)

BEICHEN = Case(
    "beichen",
    JOINT_NORTH,
    visit=on(10, 18),
    planned_on=on(9, 26),
    kind=InspectionKind.JOINT,
    subject="检索排序算法合规情况及公众申诉渠道（联合检查）",
)

CASES = (LINGNAN, ZHEJIE, BEICHEN)
