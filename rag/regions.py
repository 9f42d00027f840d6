"""Provinces and cities: which places a question or a title names, and which of them lie in which."""

import re
from functools import lru_cache

_MUNICIPALITIES = "北京 天津 上海 重庆 香港 澳门 台湾"
# Prefecture-level cities; names that are also common words (长治久安, 安康, 平安) are left out.
_CITIES = {
    "河北": "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水",
    "山西": "太原 大同 阳泉 晋城 朔州 晋中 运城 忻州 临汾 吕梁",
    "内蒙古": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布",
    "辽宁": "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛",
    "吉林": "长春 四平 辽源 通化 白山 松原 白城 延边",
    "黑龙江": "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化",
    "江苏": "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁",
    "浙江": "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水",
    "安徽": ("合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城"),
    "福建": "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德",
    "江西": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶",
    "山东": ("济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽"),
    "河南": (
        "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店"
    ),
    "湖北": "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施",
    "湖南": "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西",
    "广东": (
        "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 "
        "清远 东莞 中山 潮州 揭阳 云浮"
    ),
    "广西": "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左",
    "海南": "海口 三亚 三沙 儋州",
    "四川": (
        "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 "
        "达州 雅安 巴中 资阳"
    ),
    "贵州": "贵阳 六盘水 遵义 安顺 毕节 铜仁",
    "云南": "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理",
    "西藏": "拉萨 日喀则 昌都 林芝",
    "陕西": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 商洛",
    "甘肃": "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南",
    "青海": "西宁 海东",
    "宁夏": "银川 石嘴山 吴忠 固原 中卫",
    "新疆": "乌鲁木齐 克拉玛依 吐鲁番 哈密",
}
_PROVINCE = {city: province for province, cities in _CITIES.items() for city in cities.split()}
PROVINCES = frozenset([*_MUNICIPALITIES.split(), *_CITIES])
_NAMES = sorted([*_MUNICIPALITIES.split(), *_CITIES, *_PROVINCE], key=len, reverse=True)
# Where the characters of a name belong to other words: 重大理由, 医保定点, 担保定金. What must not stand before a
# name is looked for behind it: a pattern that begins with characters alone is searched ten times as fast.
_OTHERWISE = {
    "保定": "保定(?![点期额金])",
    "大理": "大理(?<![重最]大理)(?![论由念])",
    "大庆": "大庆(?<!重大庆)(?!典)",
    "大连": "大连(?<![重最较]大连)(?![续接带])",
    "大同": "大同(?<![扩加]大同)(?![步时])",
    "通化": "通化(?<![普流]通化)",
    "河源": "河源(?<!黄河源)",
    "中卫": "中卫(?<!集中卫)(?!生)",
    "日照": "日照(?![时强充])",
}
PLACE_NAMES = "|".join(_OTHERWISE.get(name, name) for name in _NAMES)
_PLACE = re.compile(PLACE_NAMES)


@lru_cache(maxsize=8192)  # every title is asked for by more than one part of the ranking
def places_in(folded: str) -> frozenset[str]:
    """The provinces and cities named in a folded text."""
    return frozenset(_PLACE.findall(folded))


def related(one: str, other: str) -> bool:
    """Whether two places are the same, or a city and the province it lies in."""
    return lies_in(one, other) or lies_in(other, one)


def lies_in(one: str, other: str) -> bool:
    """Whether a place is the other, or a city of it."""
    return one == other or _PROVINCE.get(one) == other


def narrowest(places: frozenset[str]) -> frozenset[str]:
    """The places without those that another one lies in: of 陕西 and 西安 the city is meant."""
    return frozenset(
        place
        for place in places
        if not any(other != place and lies_in(other, place) for other in places)
    )
