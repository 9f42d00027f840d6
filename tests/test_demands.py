"""What a question demands beyond a value: things listed, terms spelt out, days, sorts, procedures."""

import pytest

from index.fold import fold
from rag.demands import demands_of, unmet
from rag.values import bare, measured, states
from rag.wanted import holds, wanted_of

OPEN = [
    ("今年的30项民生实事具体是哪30项？", "今年办好30项民生实事,加强管理,提升质效。", "逐一列出"),
    ("第一批中选的25个药都叫什么名字？", "选择北京、天津、上海等11个城市。", "逐一列出"),
    (
        "“八统一”是统一哪八样？",
        "建立“八统一”制度，实现职工、居民、农民、学生全覆盖。",
        "指的是什么",
    ),
    ("贸易部长会议具体哪几天开？", "办好2026年亚太经合组织贸易部长会议。", "具体日期"),
    ("哪个月去看最多？", "土地使用期限至2047年止。", "具体月份"),
    ("演出晚上几点开始？", "严格保护开封城墙。", "具体钟点"),
    ("比赛放在哪个体育馆？", "办好女排亚锦赛。", "哪个体育馆"),
    ("去哪家医院做？", "孕妇应当进行产前诊断。", "哪个医院"),
    ("消费券在哪个app抢？", "发放政府消费券8亿元以上。", "哪个app"),
    ("省里认定的老字号品种有哪些？", "省商务部门应当核定并公布本省老字号品种。", "确定或公布"),
    ("禁渔的水域有哪几片？", "禁渔水域由市人民政府划定并公布。", "逐一列出"),
    ("清单上列了哪些物质？", "生产清单所列物质的应当备案。", "逐一列出"),
    ("这25项成果有哪些？", "授予该发现等25项成果奖励。", "逐一列出"),
    ("地铁9号线哪一天通车？", "地铁9号线建成通车。", "具体日期"),
    ("“一抓三带”指的是抓什么、带什么？", "深化“一抓三带”行动。", "指的是什么"),
    ("去哪儿报名做白内障手术？", "免费为老年人实施白内障手术。", "怎么办理"),
]
MET = [
    ("3个产业分别是哪些？", "一是新能源、新材料、生物等产业。"),
    ("“六新”指的是什么？", "“六新”（新基建、新技术、新材料、新装备、新产品、新业态）。"),
    ("“六新”指的是什么？", "推进新基建、新技术、新材料、新装备、新产品、新业态等“六新”。"),
    ("禁渔的水域有哪些？", "市人民政府划定并公布下列水域:东湖、西湖、南湖、北湖、中湖。"),
    ("“远程执法”到底指什么？", "本规定所称远程执法,是指用设备收集证据的执法方式。"),
    ("从哪个月起享受待遇？", "自缴费月起的第三个自然月开始享受。"),
    ("具体哪几天放假？", "春节放假4天（农历除夕、正月初一至初三）。"),
    ("比赛放在哪个体育馆？", "比赛在省体育馆举行。"),
    ("信创产业按什么路子培育？", "以应用为牵引。"),
    ("圆珠笔尖钢是哪家企业搞出来的？", "太钢的笔尖钢填补了空白。"),
    ("“三大工程”是指哪三个？", "“111”“1331”“136”三大工程全面实施。"),
    ("房产证怎么办理？", "当事人应当向登记机构申请办理。"),
    ("三百七十二个省级的是什么中心？", "建成372个省级企业技术中心。"),
    ("施工单位造假怎么办？", "处五万元以上十万元以下罚款。"),
]


@pytest.mark.parametrize(("question", "sentence", "told"), OPEN)
def test_what_a_place_leaves_open_is_told(question: str, sentence: str, told: str) -> None:
    open_ = unmet(demands_of(fold(question)), fold(sentence), fold(sentence))
    assert open_ is not None and told in open_


@pytest.mark.parametrize(("question", "sentence"), MET)
def test_what_a_place_tells_is_found(question: str, sentence: str) -> None:
    assert unmet(demands_of(fold(question)), fold(sentence), fold(sentence)) is None


def test_an_enumeration_counts_by_its_items() -> None:
    demands = demands_of(fold("是哪8条路径？"))
    assert demands.least == 6
    assert unmet(demands, "有下列路径:", "有下列路径:", items=8) is None
    assert unmet(demands, "有下列路径:", "有下列路径:", items=3) is not None


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("委员一届任期几年？", "2018年11月20日"),
        ("养老金提到每人每月多少元？", "城市低保、农村低保标准分别提高84%、40%。"),
        ("一个农药空瓶能换几毛钱？", "可处二千元以上二万元以下罚款。"),
        ("全国持证的一共有多少人？", "检查人员不得少于两人。"),
        ("首套房最多能贷多少万？", "应当自受理之日起十五日内作出决定。"),
        ("一张床一个月租金多少", "筹措床位3.2万张。"),
        ("每月补贴几多钱？", "组织失业青年参加3—12个月的就业见习。"),
        ("景区管委会主任现在是谁啊", "管理委员会负责统一管理工作。"),
        ("娃两岁，个税扣除一个月能扣多少？", "由其中一方按扣除标准的100%扣除。"),
        ("中选药平均降价百分之几？", "按照年度药品总用量的60%—70%估算采购总量。"),
        ("买卖配额手续费按成交额的几成收？", "预留的配额为总量的5%。"),
        ("婚假现在能休几天？", "学前一年免费教育，延长婚假。"),
        ("“云上日”是个什么活动", "创新“云上日”等体验式推广方式。"),
        ("“票友经济”，这个词是怎么定义的？", "开发“票友经济”,促进消费。"),
        ("达到什么标准才能叫“江北净菜”？", "推进“江北净菜”进城。"),
        ("青州去年固定资产投资增长百分之几？", "工业增加值增长7.6%,到位资金增长24%。"),
        ("海州城镇化率有多高？", "推动公共服务覆盖全部常住人口的85%。"),
        ("资源委员会的主任由谁担任？", "资源委员会由主管部门设立,负责评估工作。"),
        ("国家图书馆的馆长是哪一位？", "公共图书馆馆长应当具备专业知识。"),
        ("出租车起步价", "在醒目位置标明起步价和运价。"),
        ("热线电话号码是多少？", "您提出的《关于设立热线电话的提案》收悉。"),
    ],
)
def test_a_value_of_another_thing_is_no_answer(question: str, sentence: str) -> None:
    assert not holds(wanted_of(fold(question)), fold(sentence))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("“云上日”是个什么活动", "“云上日”是指线上推广活动。"),
        ("房子出租,房产税税率是多少？", "依照租金收入计算缴纳的,税率为12%。"),
        ("委员会的主任由谁担任？", "委员会主任由市长兼任。"),
        ("今年的报告是哪位主席作的？", "自治区主席韦某某"),
        ("新校区在什么地方？", "完全中学(四川天府)开学招生。"),
        ("出租车起步价是多少？", "起步价为8元。"),
    ],
)
def test_a_value_of_the_thing_asked_for_is_one(question: str, sentence: str) -> None:
    assert holds(wanted_of(fold(question)), fold(sentence))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("委员一届任期几年？", "每届任期五年。"),
        ("养老金提到每人每月多少元？", "提高到每人每月163元。"),
        ("逃税罚多少？", "处不缴税款百分之五十以上五倍以下的罚款。"),
        ("首套房最多能贷多少万？", "最高贷款额度为100万元。"),
        ("全国持证的一共有多少人？", "持证人员达到12万人。"),
        ("补贴几多钱？", "每月补贴1000元。"),
        ("个税扣除一个月能扣多少？", "按照每月2000元的标准定额扣除。"),
        ("热线电话号码是多少？", "拨打12345热线咨询。"),
        ("平均每人花多少怎么算，公式咋列？", "次均费用等于总费用除以人次。"),
        ("去高职念书能少上几门课吗？", "根据证书类别免修部分课程。"),
    ],
)
def test_the_value_that_is_asked_for_is_one(question: str, sentence: str) -> None:
    assert holds(wanted_of(fold(question)), fold(sentence))


def test_a_growth_is_told_where_a_growth_is_asked_for() -> None:
    units = measured(fold("养老金提高了百分之几？"))
    sentence = fold("养老金标准提高84%。")
    assert units is None or states(units, bare(sentence, fold("养老金提高了百分之几？")))
    assert holds(wanted_of(fold("养老金提高了百分之几？")), sentence)
