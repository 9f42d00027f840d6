"""What a question asks for in so many words, and the words by which a sentence tells it: the day, the hour,
the papers that are wanted, how it is done online, a price.
"""

import re

from index.numerals import NUMERAL

_ONLINE = "网上|线上|手机上|app|小程序|支付宝|微信"
_DAY = (
    rf"\d\s*[日号](?!线|楼|文|院)|[{NUMERAL}][日号]|初[{NUMERAL}]|除夕|当[天日]|之日|即日|每[天日]|工作日|星期"
    rf"|周[{NUMERAL}日末]"
)
# What asks for it, what tells it, and what it is called.
GRAINS = (
    (
        re.compile("哪[一两几]?天|几号|几[号日](?!线|楼)|哪个?日子"),
        re.compile(_DAY),
        "具体日期",
    ),
    (
        re.compile("哪一?个?月|几月(?!几)|哪几个月"),
        re.compile(rf"(?:\d|[{NUMERAL}])\s*个?(?:自然)?月(?!三)|每月|季度"),
        "具体月份",
    ),
    (re.compile("几点"), re.compile(rf"(?:\d|[{NUMERAL}])\s*[时点:]|小时"), "具体钟点"),
    (
        re.compile(
            "(?:哪些|什么|啥|哪几[种样项])(?:证件|材料|资料|手续)|(?:证件|材料|资料|手续)(?:有|是|需?要)?(?:哪些|什么|啥)|带(?:哪些|什么|啥)"
        ),
        re.compile("材料|证|申请|资料|文件|手续|[书表单件照函](?:[、,。;和及]|$)|、.*、"),
        "要哪些材料",
    ),
    (
        re.compile(
            f"(?:{_ONLINE})[^,。]{{0,16}}(?:怎么|如何|哪个|入口|操作)|(?:怎么|如何|哪[里儿])[^,。]{{0,10}}(?:{_ONLINE})"
        ),
        re.compile("网|线上|在线|平台|系统|电子|app|小程序|数据|自助"),
        "网上怎么办理",
    ),
    (
        re.compile("(?:票价|售价|单价|房价|卖)[^,。?]{0,4}(?:多少|几)(?:元|块|钱)"),
        re.compile("元|免费"),
        "价格",
    ),
)
