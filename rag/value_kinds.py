"""Kinds of values that questions ask for (money, days, offices, places …) and how texts state them."""

import re
from dataclasses import dataclass

from index.numerals import NUMERAL
from rag.regions import PROVINCES
from rag.values import NUMBER

SEVERAL = "(?<![哪这近前那后好十])几"  # not 这几年, 哪几个, 十几
TIME = "个?(?:工作日|自然日|小时|钟头|分钟|月|周|天|日)"
_SURNAME = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
    "易常武乔贺赖龚文楼蓝殷韦"
)
# Who holds an office; 由谁 asks for no department then.
_OFFICE = "主任|馆长|组长|院长|会长|书记|总经理|董事长|部长|市长|省长|主席|局长|厅长|校长|所长|秘书长|署长"
_WHO_HOLDS = (
    f"(?:{_OFFICE})(?:现在|到底|究竟)*"
    "(?:(?:是|为)(?:谁|哪一?[位个]|哪几[位个])|由谁来?(?:当|做|担任|兼任|出任))"
)
HAN = "[\u4e00-\u9fff]"


def any_of(*alternatives: str) -> re.Pattern[str]:
    """One pattern for these alternatives."""
    return re.compile("|".join(alternatives))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: what asks for it in a question, and what a sentence that states it holds.
    Both are patterns over folded text."""

    asked: re.Pattern[str]
    held: re.Pattern[str]


RATE = Kind(
    any_of(
        # 提升多少亩, 降了多少元: that is a sum or a size.
        "(?:(?<!新)增长?|涨|升|降|减|快|慢|高出?|提高|下滑|跌|多|少)了?多少"
        "(?![万亿]*(?:[家个项种人名亩吨元钱块户辆台件座处天月年次]|公[里顷斤]|平方|立方|千[米克瓦]|米))",
        "百分之(?:几|多少)|[千万]分之几|几几分成|增速|增长(?:预期)?目标|增幅|涨幅|百分比|比例",
        # 研发投入占GDP要到多少: a share, no sum.
        "占(?![地用道有据])[^,。?]{1,10}?(?:要|到|达|是|为)*多少(?![万亿]*[元人亩户家个块台辆吨天])",
    ),
    any_of(r"\d\s*(?:%|‰|个?百分点|倍|成)", "翻番|[百千万]分之"),
)
RANK = Kind(
    any_of("排在?第?几|第几名|排名|名次|居第几|位居"),
    any_of(rf"第[{NUMERAL}\d]+[位名]?|首位|前列|前茅|居"),
)
# date or period
DATE = Kind(
    any_of(
        "什么时候|何时|什么时间|哪一?年|哪一?天|哪一?月|几月|几号|哪几年",
        "when|what (?:year|date|period)",
    ),
    any_of(
        rf"(?:\d{{2,4}}|[{NUMERAL}]{{2,4}})\s*[年.\-/—]",
        r"\d+\s*[月日]",
        "时期|期间|以来|截至|之日|当[日天]|时起",
    ),
)
# 什么时候补信报箱: a deed is a time as well, 房屋修缮时.
WHEN = Kind(
    any_of("什么时候|何时|什么时间"),
    any_of("[时后前](?=[,。;]|应当|由)|之前|之后|以前|以后|届满"),
)
# 几点关门; 要注意哪几点 counts what is said
CLOCK = Kind(
    any_of("(?<![这那哪有])几点(?!要求|意见|建议|注意|内容|原则|体会)"),
    any_of(
        rf"(?:\d|[{NUMERAL}])\s*(?:时(?![代期间速]|[^,。;]{{0,2}}件)|点(?![^,。;]{{0,2}}[要建意]))(?:整|半|\d{{1,2}}分)?",
        r"(?<!\d)\d{1,2}:\d{2}",
    ),
)
# duration or frequency
DURATION = Kind(
    any_of(
        "多久",
        "多长(?:时间|的?期限|宽限期)?(?!的路|度)",
        rf"(?:{SEVERAL}|多少)(?:{TIME}|年之?内)",
        "期限是",
    ),
    any_of(
        rf"{NUMBER}\s*个?(?:工作|自然)?(?:日|天|月|年|周|小时|分钟)",
        "每[半个两三]*(?:季度|月|年|周|日|天)|季度|长期|永久|[当次]日|及时|立即",
    ),
)
KINDS = (
    DURATION,
    # money
    Kind(
        any_of(
            "多少(?:钱|资金|经费|预算|投资)|多少.{0,2}元|费用.{0,3}多少",
            "(?:资金|经费|预算|投资|投入|补助|补贴|奖励|拨款|花费|成本).{0,6}多少",
            "多少.{0,4}(?:资金|经费|预算|投资|拨款|补助|补贴)",
            "(?:票价|价格|售价|房价|工资|投资额|金额|起步价|[电水气]价)(?:是|为|有|要|卖|定)?(?:多少|几|多高|[?？]|$)",
        ),
        any_of(rf"{NUMBER}\s*[万亿百千]*\s*[美日欧]?元"),
    ),
    DATE,
    WHEN,
    CLOCK,
    # contact
    Kind(
        any_of(
            "(?:电话|手机号|邮箱|网址|传真|微信)号?码?(?:是|为)?(?:多少|什么|啥|几|呢|[?？。]|$)",
            "(?:哪个|什么|多少|咨询|联系|举报|投诉).{0,3}(?:电话|手机号|邮箱|网址|传真|微信)",
            "联系方式|地址在哪",
        ),
        any_of(
            r"\d{3,4}-?\d{7,8}|[\w.]+@[\w.]+|https?://",
            r"(?:电话|热线|号码|传真)[^,。;]{0,8}\d{3,}|\d{5}(?:热线|平台|电话)",
        ),
    ),
    # a person's name
    Kind(
        any_of(
            "(?:省长|市长|主任|部长|厅长|局长|负责人|领导|签发人|主席)(?:是谁|是哪位|叫什么)",
            "(?:组长|院长|会长|书记|厂长|总经理|董事长|科学家|专家|教授|主任|部长|市长|省长)(?:现在|到底|究竟|具体)*(?:是谁|叫什么|姓)",
            "(?:现任|现在的?|目前的?).{0,12}是谁",
            _WHO_HOLDS,
            "哪位|姓什么|姓名|授给了谁|叫什么名字|爱人是谁|是谁的",
        ),
        any_of(
            rf"(?:[长席记理]|(?<!责)任(?!何)|签发人|负责人)[:\s]*[{_SURNAME}]\s?{HAN}{{1,2}}(?!{HAN}{{0,2}}[市县省区])",
            rf"[{_SURNAME}]{HAN}{{1,2}}(?:同志|先生|女士)",
            f"(?:{_OFFICE})[^,。;]{{0,10}}由[^,。;]{{2,20}}(?:担任|兼任)|由[^,。;]{{2,20}}(?:担任|兼任)[^,。;]{{0,12}}(?:{_OFFICE})",
        ),
    ),
    # who has to do it
    Kind(
        any_of(
            f"^(?!.*{_WHO_HOLDS}).*?(?:哪一?个?(?:部门|单位|机关|机构|窗口|衙门)|(?:归|由|向|找|跟|去找|给)谁|谁(?:来|去)?(?:负责|牵头|批|审|管|发|定(?!得)|掏钱|出钱))"
        ),
        any_of(
            "[局部厅委办署院所](?!分)|机关|部门|政府|公司|单位|机构|组织|协会|银行|企业|人$|人[，,、]|者|主体|主管|负责"
        ),
    ),
    # names of several things
    Kind(
        any_of(
            "(?:分别|各|都)叫|叫什么名字|名单|名称分别|分别(?:设在|位于|落在|坐落|分布)",
        ),
        any_of(f"{HAN}{{2,}}、{HAN}{{2,}}|《"),
    ),
    # who made it: a formal word for making asks who the text says did; 造, 做, 搞 ask more loosely
    Kind(
        any_of("(?:哪一?[家个些]|什么|谁).{0,6}(?:研制|研发|制造|生产|开发|建造)"),
        any_of("研制|研发|制造|生产|开发|建造|打造|推出|攻克|研究"),
    ),
    RANK,
    # place
    Kind(
        any_of(
            "哪个?(?:城市|市|县|省|地方|区|园区|开发区)(?![^,]{0,4}(?:制定|发布|级))",
            "位于哪|坐落|设在哪|地址(?:是|在|[?？]|$)|在什么地方",
        ),
        any_of(f"{HAN}{{2,}}(?:市|县|区|镇|园区|开发区|基地)", *sorted(PROVINCES)),
    ),
)
