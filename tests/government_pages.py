"""Pages as government sites serve them, six layouts around one notice: what a browser saves.

The markup follows what the sites' publishing systems (TRS, UCAP and others) write; names are invented.
"""

from collections.abc import Callable

TITLE = "某某省人民政府办公厅关于加强城市供水安全管理的通知"
NUMBER = "某政办发〔2022〕15号"
LINES = (
    "各市、县人民政府，省人民政府各委、办、厅、局：",
    "为保障城市供水安全，经省人民政府同意，现就有关事项通知如下。",
    "一、总体要求",
    "（一）指导思想。坚持以人民为中心，健全从源头到龙头的供水安全保障体系。",
    "（二）工作目标。到2025年，城市公共供水管网漏损率控制在9%以内。",
    "二、重点任务",
    "（三）加强水源保护。依据《中华人民共和国水法》《城市供水条例》等规定划定水源保护区，任务分工如下：",
    "序号\t任务\t责任单位\t完成时限",
    "1\t划定水源保护区\t省生态环境厅\t2023年6月底",
    "2\t改造老旧管网\t省住房城乡建设厅\t2025年底",
    "（四）改造老旧管网。2023年底前完成老旧小区管网改造1200公里。",
    "附件：1.城市供水安全评估表",
    "2.重点工程清单",
    "某某省人民政府办公厅",
    "2022年3月15日",
    "（此件公开发布）",
    "附件1",
    "城市供水安全评估表",
    "评估分为水源、制水、输配三个环节，由市级供水主管部门每年组织一次。",
)
_HEADER = {
    "索引号": "MB1234567/2022-00123",
    "主题分类": "城乡建设、环境保护",
    "发文机关": "某某省人民政府办公厅",
    "成文日期": "2022年03月15日",
    "标题": TITLE,
    "发文字号": NUMBER,
    "发布日期": "2022年03月21日",
}


def _paragraph(line: str) -> str:
    return f'<p style="text-indent: 2em; line-height: 1.75em;"><span style="font-size: 16pt;">{line}</span></p>'


def _table(rows: list[str], head: str = "td") -> str:
    cells = [row.split("\t") for row in rows]
    first = "".join(f"<{head}><p align='center'><b>{c}</b></p></{head}>" for c in cells[0])
    rest = "".join(
        "<tr>" + "".join(f"<td valign='middle'><p>{c}</p></td>" for c in row) + "</tr>"
        for row in cells[1:]
    )
    return f"<table border='1' cellspacing='0'><tbody><tr>{first}</tr>{rest}</tbody></table>"


def _body(linked: bool = True) -> str:
    """The notice itself; laws are links, as sites make them."""
    rows = [line for line in LINES if "\t" in line]
    parts, done = [], False
    for line in LINES:
        if "\t" in line:
            parts += [] if done else [_table(rows)]
            done = True
            continue
        if linked:
            line = line.replace(
                "《城市供水条例》", '<a href="/flk/1.htm" target="_blank">《城市供水条例》</a>'
            )
        parts.append(_paragraph(line))
    return "\n".join(parts)


_NAVIGATION = """<div class="head"><div class="logo"><img src="/logo.png" alt="某某省人民政府"></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/bsfw/">办事服务</a></li>
<li><a href="/hdjl/">互动交流</a></li><li><a href="/sj/">数据开放</a></li></ul>
<div class="search"><input type="text" placeholder="请输入关键字"><button>搜索</button></div></div>"""
_FOOT = """<div class="footer"><p><a href="/wzdt/">网站地图</a> | <a href="/lxwm/">联系我们</a> | <a href="/bzsm/">版权声明</a></p>
<p>主办单位：某某省人民政府办公厅　承办单位：某某省大数据中心</p><p>网站标识码：1400000012　某ICP备05000001号　某公网安备 14010902000001号</p></div>
<script>var _hmt = _hmt || []; document.write("第一条 脚本不是正文");</script>"""


def gov_cn_2023() -> str:
    """www.gov.cn since 2023: header table, pages_content with trs_editor_view, editor and related pages."""
    rows = "".join(
        f"<tr><td class='w90'><b>{_spaced(a)}：</b></td><td>{_HEADER[a]}</td><td class='w90'><b>{_spaced(b)}：</b></td><td>{_HEADER[b]}</td></tr>"
        for a, b in (("索引号", "主题分类"), ("发文机关", "成文日期"))
    )
    rows += f"<tr><td><b>标　　题：</b></td><td colspan='3'>{TITLE}</td></tr>"
    rows += f"<tr><td><b>发文字号：</b></td><td>{NUMBER}</td><td><b>发布日期：</b></td><td>2022年03月21日</td></tr>"
    return f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="ArticleTitle" content="{TITLE}">
<title>{TITLE}_国务院文件_中国政府网</title><style>.pages_content p {{margin: 0}}</style></head><body>
<div class="header_wrap">{_NAVIGATION}</div>
<div class="BreadcrumbNav"><a href="/">首页</a> &gt; <a href="/zhengce/">政策</a> &gt; <a href="/zhengceku/">国务院政策文件库</a></div>
<div class="policyLibraryOverview_header"><table class="table1"><tbody>{rows}</tbody></table>
<div class="pchide mobile_btn">字号：<a href="javascript:;">默认</a> <a>大</a> <a>超大</a> | <a href="javascript:window.print()">打印</a>
<a>收藏</a> <a>留言</a></div></div>
<div class="policyLibraryOverview_content"><div class="pages_content" id="UCAP-CONTENT">
<div class="trs_editor_view TRS_UEDITOR trs_paper_default trs_web">
<p style="text-align: center;"><strong>某某省人民政府办公厅关于加强<br/>城市供水安全管理的通知</strong></p>
<p style="text-align: center;">{NUMBER}</p>{_body()}</div></div>
<div class="editor pchide">【责任编辑：张某】</div><div class="ewm"><p>扫一扫在手机打开当前页</p></div>
<div class="share-box">分享到：<a class="wx">微信</a><a class="wb">微博</a></div>
<div class="related pchide"><h3>相关稿件</h3><ul><li><a href="/1">一图读懂城市供水安全管理通知</a></li>
<li><a href="/2">解读：供水安全怎么管</a></li></ul></div></div>{_FOOT}</body></html>"""


def gov_cn_old() -> str:
    """www.gov.cn until 2022: tables within tables, bd1 above b12c, fonts and buttons as links."""
    return f"""<html><head><META http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{TITLE}（某政办发〔2022〕15号）_政府信息公开专栏</title></head><body>
<div class="wrap">{_NAVIGATION}<table width="980" border="0" align="center"><tr><td>
<table class="bd1" width="100%"><tbody><tr><td><table><tbody>
<tr><td width="75"><b>索 引 号：</b></td><td>MB1234567/2022-00123</td><td><b>主题分类：</b></td><td>城乡建设、环境保护</td></tr>
<tr><td><b>发文机关：</b></td><td>某某省人民政府办公厅</td><td><b>成文日期：</b></td><td>2022年03月15日</td></tr>
<tr><td><b>标　　题：</b></td><td colspan="3">{TITLE}</td></tr>
<tr><td><b>发文字号：</b></td><td>{NUMBER}</td><td><b>发布日期：</b></td><td>2022年03月21日</td></tr>
<tr><td><b>主 题 词：</b></td><td colspan="3"></td></tr></tbody></table></td></tr></tbody></table></td></tr>
<tr><td><table width="100%"><tbody><tr><td align="right">【字体：<a href="javascript:doZoom(16)">大</a> <a href="javascript:doZoom(14)">中</a>
<a href="javascript:doZoom(12)">小</a>】 <a href="javascript:window.print()">打印</a> <a href="javascript:window.close()">关闭</a></td></tr>
<tr><td class="b12c" id="UCAP-CONTENT"><p align="center"><b>某某省人民政府办公厅关于加强城市供水安全管理的通知</b></p>
<p align="center">{NUMBER}</p>{_body()}</td></tr></tbody></table></td></tr></table></div>{_FOOT}</body></html>"""


def province_tables() -> str:
    """An older provincial site: one table for all, TRS_Editor with its style sheet in the body."""
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{TITLE}-某某省人民政府门户网站</title></head><body>
<table width="1000" align="center" cellpadding="0"><tr><td>{_NAVIGATION}</td></tr>
<tr><td height="30">您现在的位置：<a href="/">首页</a> &gt;&gt; <a href="/zwgk">政府信息公开</a> &gt;&gt; <a href="/wj">省政府办公厅文件</a></td></tr>
<tr><td align="center" class="title"><strong>{TITLE}</strong></td></tr>
<tr><td align="center" class="info">发布时间：2022-03-21 10:05:33　　来源：省政府办公厅　　【字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】　【<a href="#">打印本页</a>】　【<a href="#">关闭窗口</a>】　浏览次数：<span id="hits">1,234</span></td></tr>
<tr><td class="content"><div class="TRS_Editor"><style type="text/css">.TRS_Editor P{{line-height:2;font-family:宋体;}}</style>
<p align="center">{NUMBER}</p>{_body()}</div></td></tr>
<tr><td align="right">责任编辑：李某</td></tr><tr><td align="center"><img src="/ewm.png"><br>扫一扫在手机打开当前页</td></tr>
<tr><td><b>相关链接：</b><br>·<a href="/1.htm">省长主持召开供水安全工作会议</a><br>·<a href="/2.htm">我省供水安全工作取得新进展</a></td></tr>
<tr><td>{_FOOT}</td></tr></table></body></html>"""


def city_list() -> str:
    """A city's site: the header as a list, article-title and article-content, attachments, next page."""
    items = "".join(
        f"<li><span class='name'>{_spaced(key)}：</span><span class='val'>{_HEADER[key]}</span></li>"
        for key in ("索引号", "发文机关", "成文日期", "发布日期", "发文字号", "主题分类")
    )
    return f"""<!DOCTYPE html><html><head><meta charset="UTF-8"><title>{TITLE} - 某某市人民政府</title></head><body>
<div class="top-bar"><a href="/wza">无障碍浏览</a><a href="/cn">简体</a><a href="/tw">繁体</a><a href="/login">登录</a></div>{_NAVIGATION}
<div class="position">当前位置：<a href="/">首页</a>&gt;<a href="/xxgk">信息公开</a>&gt;<a href="/gfxwj">行政规范性文件</a></div>
<div class="main clearfix"><div class="left-side"><h3>栏目导航</h3><ul><li><a href="/a">政府信息公开指南</a></li><li><a href="/b">政府信息公开制度</a></li>
<li><a href="/c">法定主动公开内容</a></li><li><a href="/d">政府信息公开年报</a></li></ul></div>
<div class="article-box"><ul class="xxgk-table">{items}</ul><h1 class="article-title">{TITLE}</h1>
<div class="article-info"><span>发布日期：2022-03-21 10:05</span><span>来源：市政府办公室</span><span>浏览量：<em>356</em></span>
<span>字体：[ <a>大</a> <a>中</a> <a>小</a> ]</span><a class="print">打印</a></div>
<div class="article-content" id="zoom"><p style="text-align:center">{NUMBER}</p>{_body()}</div>
<div class="article-bottom"><p>扫一扫在手机打开当前页</p><div class="bdsharebuttonbox">分享到：<a>微信</a><a>微博</a><a>QQ空间</a></div></div>
<div class="page-turn"><p>上一篇：<a href="/9">某某市人民政府关于公布重大事项目录的通知</a></p><p>下一篇：<a href="/8">某某市防汛应急预案</a></p></div></div></div>
{_FOOT}</body></html>"""


def ministry_without_marks() -> str:
    """A ministry's site whose classes say nothing: labels without colon, a sidebar of headlines."""
    rows = "".join(
        f"<tr><th>{_spaced(key)}</th><td>{_HEADER[key]}</td></tr>"
        for key in ("索引号", "主题分类", "发文机关", "发文字号", "成文日期")
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE}</title></head><body><div id="a1">{_NAVIGATION}</div>
<div id="a2"><a href="/">首页</a> &gt; <a href="/xxgk">政府信息公开</a> &gt; <a href="/fd">法定主动公开内容</a> &gt; <a href="/tz">通知</a></div>
<div id="a3"><div class="b1"><table class="c1">{rows}</table><h2 class="c2">{TITLE}</h2>
<div class="c3">{NUMBER}</div><div class="c4">{_body()}</div>
<div class="c5"><a href="javascript:window.print()">打印本页</a><a href="javascript:window.close()">关闭窗口</a></div></div>
<div class="b2"><h3>热点新闻</h3><ul><li><a href="/n1">部领导出席供水安全现场会</a></li><li><a href="/n2">全国城市节水宣传周启动</a></li>
<li><a href="/n3">供水行业标准征求意见</a></li><li><a href="/n4">水质监测年报发布</a></li></ul></div></div>{_FOOT}</body></html>"""


def saved_from_word() -> str:
    """A page that Word wrote: mso styles, o:p, fonts, no navigation at all."""

    def paragraph(line: str) -> str:
        return (
            f"<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span lang=EN-US style='font-size:16.0pt;"
            f"font-family:仿宋_GB2312'><span style='mso-spacerun:yes'> </span></span><span style='font-family:仿宋_GB2312'>{line}"
            "<span lang=EN-US><o:p></o:p></span></span></p>"
        )

    rows = [line for line in LINES if "\t" in line]
    first = LINES.index(rows[0])
    parts = [paragraph(line) for line in LINES if "\t" not in line]
    parts.insert(first, _table(rows))
    return f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15"><title>{TITLE}</title>
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>某人</o:Author></o:DocumentProperties></xml><![endif]-->
<style><!-- p.MsoNormal {{margin:0cm}} --></style></head><body lang=ZH-CN><div class=WordSection1>
<p class=MsoNormal align=center style='text-align:center'><b><span style='font-size:22.0pt'>{TITLE}<span lang=EN-US><o:p></o:p></span></span></b></p>
<p class=MsoNormal align=center>{NUMBER}</p>{"".join(parts)}</div></body></html>"""


def _spaced(label: str) -> str:
    """标　　题, 索 引 号: labels set to one width."""
    return {"标题": "标&emsp;&emsp;题", "索引号": "索 引 号"}.get(label, label)


LAYOUTS: dict[str, Callable[[], str]] = {
    f.__name__: f
    for f in (
        gov_cn_2023,
        gov_cn_old,
        province_tables,
        city_list,
        ministry_without_marks,
        saved_from_word,
    )
}
