"""Made-up documents for tests that need more than one: two versions of one law, two laws that are
almost the same, a plan with a table of contents, a law with inserted articles."""

from collections.abc import Mapping
from pathlib import Path

from index.build import build_index
from index.embed import Embedder

_HEADER = """{title}
文章属性
∙【制定机关】{issuer}
∙【公布日期】{published}
∙【字 号】{number}
∙【施行日期】{effective}
∙【效力等级】{level}
∙【时效性】{status}
∙【主题分类】{topic}
正文
"""


def header(title: str, **values: str) -> str:
    """The header block of a legal-database export."""
    defaults = {
        "issuer": "临江市人民政府",
        "published": "2022.03.01",
        "number": "临政发〔2022〕8号",
        "effective": "2022.05.01",
        "level": "地方政府规章",
        "status": "现行有效",
        "topic": "水资源",
    }
    return _HEADER.format(title=title, **(defaults | values))


_WATER = """{title}
第一章 总则
第一条 为了加强节约用水管理，合理利用水资源，根据国家有关规定，结合本市实际，制定本办法。
第二条 本市行政区域内的节约用水及其监督管理活动，适用本办法。
第二章 用水管理
第三条 市水务部门负责全市节约用水的监督管理工作。
县级以上人民政府其他有关部门按照各自职责，做好节约用水工作。
乡镇人民政府协助做好节约用水工作。
第四条 用水单位应当遵守下列规定：
（一）建立用水台账；
（二）安装用水计量设施；
（三）定期开展水平衡测试，每{years}年至少一次。
第三章 法律责任
第五条 违反本办法第四条规定，未安装用水计量设施的，由市水务部门责令限期改正；逾期不改正的，处{fine}罚款。
第六条 本办法自2022年5月1日起施行。
"""

_DATA = """{title}
（{year}年6月10日经省人民代表大会常务委员会会议通过）
第一章 总则
第一条 为了规范数据处理活动，保障数据安全，制定本条例。
第二条 本条例所称数据，是指任何以电子或者其他方式对信息的记录。
第二章 数据安全保护
第三条 数据处理者应当建立健全全流程数据安全管理制度，保存日志不少于{months}个月。
第四条 重要数据的处理者应当每年至少开展一次风险评估。
第三章 附则
第五条 本条例自{year}年9月1日起施行。
"""

_DOGS = """云岭市养犬管理条例
第一条 为了规范养犬行为，保障公民健康和人身安全，制定本条例。
第二条 个人养犬应当取得养犬登记证。
第三条 携犬出户应当使用长度不超过一点五米的犬绳。
第三条之一 禁止携犬进入医院、学校和幼儿园。
第四条 违反第三条规定的，由公安机关处二百元罚款。
第五条 本条例自2020年10月1日起施行。
"""

_PLAN = """青川市人民政府办公室关于印发青川市智慧交通三年行动方案的通知
青政办发〔2023〕26号
各县（区）人民政府：
现将《青川市智慧交通三年行动方案》印发给你们，请认真贯彻执行。
青川市人民政府办公室
2023年7月18日
青川市智慧交通三年行动方案
目 录
一、总体目标 1
二、重点任务 2
(一)建设智能信号系统 2
(二)推广电子站牌 3
(三)完善停车诱导 4
三、组织保障 6
(一)加强组织领导 6
(二)强化资金支持 7
一、总体目标
到2025年，全市建成智能信号路口480个，公交电子站牌覆盖率达到90%。
二、重点任务
(一)建设智能信号系统
在中心城区主要路口安装自适应信号灯，重点路段平均车速提高15%。
(二)推广电子站牌
三年内新建电子站牌1200块，优先覆盖学校、医院周边站点。
(三)完善停车诱导
建设统一的停车诱导平台，接入公共停车场260个。
三、组织保障
(一)加强组织领导
成立智慧交通工作专班，由市交通运输局牵头，每季度召开一次调度会。
"""

DOCUMENTS: dict[str, str] = {
    "水/临江市节约用水管理办法.txt": header("临江市节约用水管理办法")
    + _WATER.format(title="临江市节约用水管理办法", years="三", fine="一千元以上五千元以下"),
    "水/临河市节约用水管理办法.txt": header(
        "临河市节约用水管理办法",
        issuer="临河市人民政府",
        number="临河政规〔2021〕3号",
        published="2021.11.20",
    )
    + _WATER.format(title="临河市节约用水管理办法", years="五", fine="五百元以上三千元以下"),
    "数据/晋源省数据安全条例(2019).txt": header(
        "晋源省数据安全条例",
        issuer="晋源省人大(含常委会)",
        number="晋源省人民代表大会常务委员会公告第12号",
        published="2019.06.10",
        effective="2019.09.01",
        level="省级地方性法规",
        status="已被修改",
        topic="网络安全管理",
    )
    + _DATA.format(title="晋源省数据安全条例", year="2019", months="六"),
    "数据/晋源省数据安全条例(2023).txt": header(
        "晋源省数据安全条例",
        issuer="晋源省人大(含常委会)",
        number="晋源省人民代表大会常务委员会公告第45号",
        published="2023.06.10",
        effective="2023.09.01",
        level="省级地方性法规",
        topic="网络安全管理",
    )
    + _DATA.format(title="晋源省数据安全条例", year="2023", months="十二"),
    "云岭市养犬管理条例.txt": _DOGS,
    "青川市智慧交通三年行动方案.txt": _PLAN,
}


def write_documents(folder: Path, documents: Mapping[str, str]) -> Path:
    """Write texts under their names below `folder`."""
    for name, text in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def build(folder: Path, documents: Mapping[str, str], embedder: Embedder) -> Path:
    """An index of `documents` below `folder`."""
    index = folder / "index"
    build_index([write_documents(folder / "documents", documents)], index, embedder)
    return index
