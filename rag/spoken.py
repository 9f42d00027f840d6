"""Names that people say instead of the title, and places that they write without 条: 个税法, 职教20条, 刑法266."""

import re

# Short names that are no part of the title, or of too many.
ALIASES = {
    "个税法": "个人所得税法",
    "企税法": "企业所得税法",
    "个保法": "个人信息保护法",
    "民诉法": "民事诉讼法",
    "刑诉法": "刑事诉讼法",
    "行诉法": "行政诉讼法",
    "消法": "消费者权益保护法",
    "消保法": "消费者权益保护法",
    "反法": "反不正当竞争法",
    "网安法": "网络安全法",
    "数安法": "数据安全法",
    "治安处罚法": "治安管理处罚法",
    "治安法": "治安管理处罚法",
    "道交法": "道路交通安全法",
    "交法": "道路交通安全法",
    "环保法": "环境保护法",
    "环评法": "环境影响评价法",
    "固废法": "固体废物污染环境防治法",
    "大气法": "大气污染防治法",
    "税收征管法": "税收征收管理法",
    "征管法": "税收征收管理法",
    "土管法": "土地管理法",
    "房地产法": "城市房地产管理法",
    "村委会组织法": "村民委员会组织法",
    "居委会组织法": "城市居民委员会组织法",
    "未保法": "未成年人保护法",
    "妇保法": "妇女权益保障法",
    "老年法": "老年人权益保障法",
    "农专法": "农民专业合作社法",
    "安法": "安全生产法",
    "安生法": "安全生产法",
    "职防法": "职业病防治法",
    "招投标法": "招标投标法",
    "政采法": "政府采购法",
    "劳合法": "劳动合同法",
    "劳动争议仲裁法": "劳动争议调解仲裁法",
    "海诉法": "海事诉讼特别程序法",
    "复议法": "行政复议法",
    "处罚法": "行政处罚法",
    "许可法": "行政许可法",
    "国赔法": "国家赔偿法",
    "拆迁条例": "国有土地上房屋征收与补偿条例",
    "征收条例": "国有土地上房屋征收与补偿条例",
    "征补条例": "国有土地上房屋征收与补偿条例",
}
# Names that hold a number: no article of anything.
_NUMBERED = {
    "职教20条": "国家职业教育改革实施方案",
    "职教二十条": "国家职业教育改革实施方案",
}
_NUMBERED_NAME = re.compile("|".join(_NUMBERED))
# 刑法266: an article, never a year (公司法2023) or a quantity (按办法3天).
_BARE_ARTICLE = re.compile(
    r"(?<![违合执司立依非无设做看想说用算方书语手办])(?P<law>法典?)"
    r"(?P<number>[1-9]\d{0,3})(?=$|[ ,。;?!的是怎讲说写规有里])"
)
_YEARS = range(1949, 2100)


def in_full(folded: str) -> str:
    """A folded text with such names and articles written out."""
    named = _NUMBERED_NAME.sub(lambda match: _NUMBERED[match.group()], folded)
    return _BARE_ARTICLE.sub(_article, named)


def _article(match: re.Match[str]) -> str:
    number = int(match["number"])
    return match.group() if number in _YEARS else f"{match['law']}第{number}条"
