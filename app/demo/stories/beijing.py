"""The cases of the Beijing office."""

from app.demo.days import on
from app.demo.people import OF_BEIJING, Crew
from app.demo.scenes import (
    Ask,
    Case,
    Paper,
    Proof,
    Recusal,
    breach,
    incomplete,
    poorly_done,
    weak,
    within,
)
from app.demo.turns import Answered, Confirmed, OpinionServed, Remarked, Verified, done, not_done
from app.inspections.states import Basis
from app.rectification.states import Method, Result

YUNFAN = Case(
    "yunfan",
    OF_BEIJING,
    visit=on(5, 17),
    found=(
        breach(
            "16",
            "未以显著方式告知用户算法推荐服务情况",
            "“云帆资讯”安卓版6.2首页及“我的-设置”各级菜单均无算法推荐告知，《用户协议》第9.3条仅有“个性化展示”一语，"
            "未公示基本原理、目的意图和主要运行机制。",
            Proof("screenshot", "云帆资讯设置页面截图"),
        ),
        incomplete(
            "算法安全管理制度体系不完整",
            "企业制度汇编共14项，缺少算法机制机理审核、科技伦理审查和安全事件应急处置三项制度。",
            Proof("paper", "算法安全管理制度汇编目录"),
        ),
        weak(
            "投诉举报处理时效不理想",
            "2022年4月受理算法相关投诉312件，平均办结时长9.6日，超出企业公示的5日时限；有41件仅以模板回复办结。",
            Proof("paper", "算法类投诉处理台账"),
        ),
    ),
    papers=(
        Paper(
            on(5, 24),
            (
                Ask(
                    1,
                    "在应用首页和设置页面以显著方式告知算法推荐服务情况，并公示基本原理、目的意图和主要运行机制。",
                    within(15),
                    (
                        Answered(
                            on(6, 20), "上线“推荐服务说明”专页，首页启动弹窗和设置页双入口告知。", "贾云", on(6, 17)
                        ),
                        *done(on(6, 22), "核验安卓版6.3和苹果版6.3，告知入口显著，公示内容完整。"),
                    ),
                ),
            ),
            closed=on(6, 24),
        ),
        Paper(
            on(5, 25),
            (
                Ask(
                    2,
                    "补齐三项制度并经企业负责人签发实施。",
                    within(20),
                    (
                        Answered(on(6, 24), "三项制度已签发，并完成全员培训。", "甄法务", on(6, 22)),
                        *done(on(6, 28), "审阅制度文本和培训签到，内容符合要求。"),
                    ),
                ),
                Ask(
                    3,
                    "增配投诉处理人员，平均办结时长不超过5日，取消模板化办结。",
                    within(20),
                    (
                        Answered(on(6, 27), "增配6人，6月下旬平均办结时长4.1日。", "甄法务", on(6, 27)),
                        *done(on(6, 29), "抽查6月投诉60件，办结时长和回复质量符合要求。", Method.ON_SITE),
                    ),
                ),
            ),
            closed=on(7, 1),
        ),
    ),
)

XINGHE = Case(
    "xinghe",
    OF_BEIJING,
    visit=on(6, 14),
    basis=Basis.RANDOM,
    found=(
        breach(
            "17",
            "关闭个性化推荐后仍按个人特征推送",
            "关闭“个性化推荐”开关后重启应用，信息流请求仍携带兴趣标签字段；24小时内推送的42条内容中31条与历史浏览主题一致，"
            "关闭选项未立即生效。",
            Proof("screenshot", "信息流请求抓包截图"),
        ),
        breach(
            "10",
            "将不良信息关键词记入用户兴趣点",
            "标签库中存在“擦边”“高仿”等5个关键词作为兴趣点，覆盖用户约1.3万人，并据此推送内容。",
            Proof("screenshot", "兴趣点标签库查询截图"),
        ),
    ),
    papers=(
        Paper(
            on(6, 21),
            (
                Ask(
                    1,
                    "确保关闭选项即时生效，关闭后不得使用个人特征进行推送。",
                    within(15),
                    not_done(on(7, 21), "现场复测3个账号，关闭后信息流请求仍携带标签字段，未完成整改。"),
                ),
                Ask(
                    2,
                    "删除不良关键词标签，建立标签入库审核机制。",
                    within(15),
                    (
                        Answered(on(7, 15), "删除5个标签及关联数据，建立两级入库审核。", "甄合规", on(7, 14)),
                        *done(on(7, 19), "查询标签库，5个标签均已删除，审核流程记录完整。"),
                    ),
                ),
            ),
            closed=on(7, 26),
        ),
    ),
)

LUMING = Case(
    "luming",
    OF_BEIJING,
    visit=on(7, 12),
    found=(
        breach(
            "24(1)",
            "具有舆论属性的推荐服务未在期限内备案",
            "“鹿鸣圈子”信息流推荐服务2022年4月11日上线，具有公众账号和群组功能，至检查日未在备案系统填报。",
            Proof("screenshot", "备案系统查询结果截图"),
        ),
        breach(
            "22",
            "用户申诉入口不便捷",
            "算法推荐申诉入口位于“我的-帮助-联系我们-其他问题”四级页面，未公布处理流程和反馈时限。",
            Proof("screenshot", "申诉入口路径截图"),
        ),
    ),
    papers=(
        Paper(
            on(7, 18),
            (Ask(1, "立即通过备案系统履行备案手续。", within(10)),),
            withdrawn="同案两项违法事实宜并入同一通知书，退回合并后重新制发。",
        ),
        Paper(
            on(7, 26),
            (
                Ask(
                    1,
                    "通过备案系统履行备案手续，提交算法自评估报告和拟公示内容。",
                    within(20),
                    (
                        Answered(on(8, 29), "备案材料已提交系统，处于材料审核阶段。", "贾鹿", on(8, 26)),
                        *done(on(8, 31), "查询备案系统，材料齐全并已受理。"),
                    ),
                ),
                Ask(
                    2,
                    "将申诉入口提升至二级页面以内，公布处理流程和反馈时限。",
                    within(20),
                    (
                        Answered(on(8, 29), "苹果版入口已调整至设置首页，安卓版随9月版本发布。", "贾鹿", on(8, 26)),
                        Verified(
                            on(9, 1),
                            Result.PARTLY,
                            "苹果版已完成；安卓版仍为四级页面，处理时限未公布。",
                            new_term=within(20),
                        ),
                        Confirmed(on(9, 2)),
                        OpinionServed(on(9, 6)),
                    ),
                ),
            ),
        ),
    ),
)

QINGLAN = Case(
    "qinglan",
    OF_BEIJING,
    visit=on(8, 16),
    found=(
        breach(
            "9(1)",
            "合成信息未作显著标识即传输",
            "“青岚播报”频道使用合成主播播报文娱内容，抽查50条中有19条未标识合成信息，特征库中无对应入库规则。",
            Proof("screenshot", "未标识合成播报页面截图"),
        ),
        poorly_done(
            "违法和不良信息特征库更新不及时",
            "特征库最近一次更新为6月30日，与“每周更新”的制度要求不符，7月新增处置样本1126条均未入库。",
            Proof("paper", "特征库更新记录"),
        ),
    ),
    papers=(
        Paper(on(8, 31), (Ask(1, "对存量合成内容逐条标识，未标识的不得继续传输；完善入库标准。", within(15)),)),
        Paper(
            on(8, 26),
            (
                Ask(
                    2,
                    "按制度恢复每周更新，补充入库积压样本。",
                    within(15),
                    (
                        Answered(on(9, 19), "积压样本全部入库，恢复每周更新。", "甄运营", on(9, 16)),
                        *done(on(9, 21), "查阅9月三次更新记录，抽验样本30条均已入库。"),
                    ),
                ),
            ),
            closed=on(9, 26),
        ),
    ),
)

SHIGUANG = Case(
    "shiguang",
    OF_BEIJING,
    visit=on(8, 23),
    found=(
        breach(
            "18",
            "青少年模式内推荐不适宜内容",
            "开启青少年模式后浏览120条，出现打赏诱导3条、危险动作模仿2条；搜索联想词未做过滤。",
            Proof("screenshot", "青少年模式信息流截图"),
        ),
    ),
    papers=(Paper(on(9, 2), (Ask(1, "青少年模式改用白名单内容池，关闭打赏和联想词推荐。", within(15)),)),),
)

CHENGZI = Case(
    "chengzi",
    OF_BEIJING,
    visit=on(8, 2),
    basis=Basis.LEAD,
    found=(
        breach(
            "21",
            "根据消费习惯实施不合理差别定价",
            "同一商品、同一时点、同一收货地址下，以新老两个账号比价20组，老账号成交价高于新账号的7组，最高差额12%，"
            "企业不能说明合理理由。",
            Proof("photo", "双机比价现场照片"),
        ),
    ),
    papers=(
        Paper(
            on(8, 9),
            (
                Ask(
                    1,
                    "停止差别定价策略，对受影响订单核算并制定退差方案。",
                    within(20),
                    (
                        Answered(on(9, 5), "下线“会员价动态调整”策略。", "甄电商", on(9, 2)),
                        Remarked(on(9, 7), "未报送受影响订单核算和退差方案，请补充。"),
                        Answered(on(9, 13), "核算受影响订单2184笔，退差方案已公告。", "甄电商", on(9, 13)),
                        Verified(
                            on(9, 27), Result.DONE, "复测20组价格一致，抽查退差订单40笔均已到账。", Method.ON_SITE
                        ),
                        Confirmed(on(9, 28)),
                    ),
                ),
            ),
        ),
    ),
)

FENGLING = Case("fengling", OF_BEIJING, visit=on(9, 28), subject="音乐推荐服务告知、关闭选项和标签管理情况")

HAITANG = Case(
    "haitang",
    Crew("wuxiuying", "zhaoguoqiang", "wangjianguo", ("zhenghaitao",), "wuxiuying"),
    visit=on(10, 12),
    planned_on=on(9, 23),
    recusal=Recusal(
        "zhenghaitao",
        "配偶在该企业内容运营部门任职。",
        "近亲属在被检查单位任职，可能影响公正执法，依法应当回避。",
        "lina",
    ),
)

YUNFAN_AGAIN = Case(
    "yunfan",
    OF_BEIJING,
    visit=on(9, 22),
    basis=Basis.LEAD,
    subject="举报反映改版后推荐告知入口取消的核查",
    found=(
        breach(
            "16",
            "改版后再次取消算法推荐告知",
            "安卓版7.0改版后首页启动弹窗和设置页“推荐服务说明”入口均被移除，仅保留网页端公示，与5月检查发现的问题相同。",
            Proof("screenshot", "安卓版7.0设置页面截图"),
            repeats=True,
        ),
        poorly_done(
            "版本发布前未作算法合规复核",
            "7.0版本发布清单中“算法合规复核”一栏空白，企业称因排期紧张未执行。",
            None,
            without_proof="发布清单仅可在企业内部系统查看，现场不能导出，企业承诺三日内提供盖章打印件。",
            recorded=4,
            confirmed=5,
        ),
    ),
)

CASES = (YUNFAN, XINGHE, LUMING, QINGLAN, SHIGUANG, CHENGZI, FENGLING, HAITANG, YUNFAN_AGAIN)
