"""The traps of Chinese texts that were met in practice and had no test of their own yet."""

from eval.structure_gold import headings_of
from index.conflicts import conflicts
from index.document import parse_document


def _headings(text: str) -> list[str]:
    document = parse_document("a.txt", text)
    kinds = ("part", "chapter", "section", "article", "heading", "annex")
    return [s.label for s in document.sections if s.kind in kinds]


def _values(text: str, name: str) -> list[str]:
    return [v.value for v in parse_document("a.txt", text).meta if v.name == name]


def test_the_last_item_of_an_article_is_no_heading_over_the_next_article() -> None:
    text = (
        "规定\n一、举证\n第一条 材料包括：\n（一）甲；\n（二）乙。\n第二条 丙。\n"
        "二、调取\n第三条 丁。\n三、质证\n第四条 戊。\n"
    )
    assert _headings(text) == [
        "一、举证",
        "第一条",
        "第二条",
        "二、调取",
        "第三条",
        "三、质证",
        "第四条",
    ]


def test_annexes_listed_above_a_signature_are_no_headings() -> None:
    text = (
        "函\n某省人民政府：\n现函复如下。\n附件：1.情况报告\n2.调查意见\n国务院办公厅\n2004年11月4日\n"
        "附件1\n一、情况\n文字。\n附件2\n文字。\n"
    )
    assert _headings(text) == ["附件1", "一、情况", "附件2"]


def test_decimal_numbering_is_a_hierarchy_and_a_decimal_number_is_none() -> None:
    text = "预案\n1　总则\n1.1　目的\n甲。\n1.2　范围\n（1）乙。\n2　职责\n2.1　机构\n2.2　其他\n"
    assert _headings(text) == [
        "1　总则",
        "1.1　目的",
        "1.2　范围",
        "（1）乙",
        "2　职责",
        "2.1　机构",
        "2.2　其他",
    ]
    assert _headings("报告\n3.5万亿元的投资已经完成。\n1.2万人受益。\n") == []


def test_a_row_of_opening_phrases_divides_and_one_alone_does_not() -> None:
    body = "研究制定城乡居民增收政策，增强居民的消费能力。\n"
    row = "".join(f"{p}。{body}" for p in ("大力提振消费", "扩大有效投资", "深化重点改革"))
    assert _headings(f"报告\n一、任务\n{row}") == [
        "一、任务",
        "大力提振消费",
        "扩大有效投资",
        "深化重点改革",
    ]
    assert _headings(f"报告\n一、任务\n工作有所进展。{body}") == ["一、任务"]


def test_a_plan_names_its_period_and_kind_and_an_issuer_its_region() -> None:
    text = "某山省“十四五”能源规划\n【制定机关】某山省发展改革委、某山省财政厅\n正文\n文字。\n"
    assert _values(text, "period") == ["2021-2025"]
    assert _values(text, "family") == ["规划"]
    assert _values(text, "issuer") == ["某山省发展改革委", "某山省财政厅"]
    assert _values(text, "region") == ["某山省"]


def test_the_day_after_the_word_date_may_be_that_of_entry_into_force() -> None:
    text = (
        "某办法\n发布机关：某部\n日期：2022-07-01\n（2022年4月6日某部令第26号公布　自2022年7月1日起施行）\n"
        "第一条 甲。\n"
    )
    assert _values(text, "published") == ["2022-04-06"]
    assert _values(text, "effective") == ["2022-07-01"]


def test_header_and_body_that_contradict_each_other_are_a_conflict() -> None:
    text = "某办法\n【公布日期】2000-08-18\n正文\n1992年9月12日 国务院令第104号发布\n第一条 甲。\n"
    (found,) = conflicts(parse_document("a.txt", text))
    assert (found.name, found.header.value, found.other.value) == (
        "published",
        "2000-08-18",
        "1992-09-12",
    )


_BODY = "研究制定城乡居民增收政策，增强居民的消费能力，推动各项工作取得新的更大进展。"


def _levels(text: str) -> list[tuple[int, str]]:
    return [(level, label) for _, level, label in headings_of(parse_document("a.txt", text))]


def test_opening_phrases_on_lines_of_their_own_divide_where_there_is_a_row() -> None:
    row = "".join(f"{p}。\n{_BODY}\n" for p in ("大力提振消费", "扩大有效投资", "打造一流环境"))
    assert _levels(
        f"报告\n一、任务\n（一）扩大内需\n{row}（二）改革\n{_BODY}\n工作有进展。\n{_BODY}\n"
    ) == [
        (1, "一、任务"),
        (2, "（一）扩大内需"),
        (3, "大力提振消费"),
        (3, "扩大有效投资"),
        (3, "打造一流环境"),
        (2, "（二）改革"),
    ]


def test_dashes_on_lines_of_their_own_hold_the_phrases_below_them() -> None:
    inner = f"经济运行稳中有进。{_BODY}\n就业形势总体向好。{_BODY}\n"
    rows = "".join(f"——{p}，基础持续夯实。\n{inner}" for p in ("抓稳增长", "抓改革", "抓自身建设"))
    levels = _levels(f"报告\n一、回顾\n{_BODY}\n{rows}")
    assert [level for level, _ in levels] == [1, 2, 3, 3, 2, 3, 3, 2, 3, 3]


def test_what_introduces_or_sums_up_a_row_of_phrases_is_no_heading() -> None:
    text = (
        f"报告\n四、自身建设\n履行使命至关重要。坚持守正创新，{_BODY}\n（一）坚持政治引领。{_BODY}\n"
        f"（二）加强改革创新。{_BODY}\n（三）推动产业。{_BODY}\n建强产业园区。{_BODY}\n深化两业共融。{_BODY}\n"
        f"产业强则经济强。我们要以产业的含金量，{_BODY}\n"
    )
    labels = [label for _, label in _levels(text)]
    assert labels == [
        "四、自身建设",
        "（一）坚持政治引领",
        "（二）加强改革创新",
        "（三）推动产业",
        "建强产业园区",
        "深化两业共融",
    ]


def test_a_marker_whose_bracket_was_left_on_the_line_above_is_one() -> None:
    text = (
        "报告\n一、回顾\n（一）甲。\n文字。\n（\n二）改革持续深化。\n文字。\n（三）丙。\n文字。\n"
    )
    assert _levels(text) == [
        (1, "一、回顾"),
        (2, "（一）甲"),
        (2, "（二）改革持续深化"),
        (2, "（三）丙"),
    ]
    document = parse_document("a.txt", text)
    parted = next(s for s in document.sections if s.number == 2)
    assert document.text[parted.start : parted.heading_end] == "（\n二）改革持续深化。"


def test_chapters_that_lost_their_marker_are_headings_and_formulas_are_none() -> None:
    articles = "".join(f"第{n}条 甲。\n" for n in "一二三")
    text = (
        f"某条例\n{articles}规划和建设\n第四条 乙。\n销项税额＝销售额×税率\n第五条 丙。\n"
        "附　则\n第六条 丁。\n"
    )
    assert [label for level, label in _levels(text) if level == 1] == [
        "第一条",
        "第二条",
        "第三条",
        "规划和建设",
        "附　则",
    ]
    text = (
        "某法\n第一章 甲\n第一节 子\n第一条 甲。\n第二条 乙。\n服刑期间犯罪的处理\n第三条 丙。\n"
        "第二章 乙\n第四条 丁。\n"
    )
    assert (2, "服刑期间犯罪的处理") in _levels(text)


def test_judicial_interpretations_group_articles_two_deep() -> None:
    text = (
        "解释\n一、总则\n第一条 甲。\n二、质押\n（一）动产质押\n第二条 乙：\n（一）子；\n（二）丑。\n（二）权利质押\n"
        "第三条 丙。\n三、其他\n第四条 丁。\n"
    )
    assert _levels(text) == [
        (1, "一、总则"),
        (2, "第一条"),
        (1, "二、质押"),
        (2, "（一）动产质押"),
        (3, "第二条"),
        (2, "（二）权利质押"),
        (3, "第三条"),
        (1, "三、其他"),
        (2, "第四条"),
    ]


def test_numbering_that_goes_on_is_numbering_wherever_it_starts() -> None:
    text = "规定\n一、受案\n" + "".join(f"{n}.海洋能源开发纠纷案件；\n" for n in range(53, 58))
    assert [label for _, label in _levels(text)][1:] == [f"{n}." for n in range(53, 58)]
    assert _levels("报告\n53.海洋能源开发纠纷案件；\n文字。\n") == []


def test_notes_behind_a_report_are_an_annex_and_the_page_around_it_a_trailer() -> None:
    text = (
        f"报告\n一、任务\n{_BODY}\n{_BODY}\n{_BODY}\n{_BODY}\n名词解释\n1.“两重”：是指重大战略实施。\n2.“两新”：是指更新。\n"
        "责任编辑：\n李某\n相关链接>>\n解读：在大局中前行\n打印本页\n关闭窗口\n"
    )
    document = parse_document("a.txt", text)
    assert _levels(text)[1] == (1, "名词解释")
    trailer = document.sections[-1]
    assert (trailer.kind, document.text[trailer.start :][:5]) == ("trailer", "责任编辑：")
    cited = "通知\n一、甲\n文字。\n来源：甲\n（一）本办法自公布之日起施行，相关单位应当遵照执行并按要求报告。\n"
    assert all(s.kind != "trailer" for s in parse_document("a.txt", cited).sections)


def test_two_courts_issue_together_though_one_history_line_names_the_last() -> None:
    text = (
        "最高人民法院 最高人民检察院关于办理某案件若干问题的解释\n"
        "（2020年8月31日最高人民法院审判委员会第1810次会议、2020年8月21日最高人民检察院第十三届检察委员会第四十八次会议通过）\n"
        "第一条 甲。\n第二条 乙。\n"
    )
    assert set(_values(text, "issuer")) == {"最高人民法院", "最高人民检察院"}


def test_an_order_without_a_day_and_one_without_the_word_publication() -> None:
    text = (
        "某办法\n（中华人民共和国农业农村部令2022年第3号公布，自2022年7月1日起施行）\n第一条 甲。\n"
    )
    assert _values(text, "number") == ["中华人民共和国农业农村部令2022年第3号"]
    assert _values(text, "issuer") == ["农业农村部"]
    assert _values(text, "effective") == ["2022-07-01"]
    text = "某办法\n（2004年7月6日 国家广播电影电视总局令第35号）\n第一条 甲。\n"
    assert _values(text, "published") == ["2004-07-06"]
    assert _values(text, "number") == ["国家广播电影电视总局令第35号"]


def test_a_title_over_several_lines_is_whole_and_a_salutation_is_none() -> None:
    def title(text: str, source: str = "下载123.txt") -> str:
        return parse_document(source, text).title

    text = "国务院关于授权某地实施管辖的\n口岸区范围和\n土 地 使 用 期 限 的 批 复\n国函〔2006〕132号\n某省政府：\n"
    assert title(text) == "国务院关于授权某地实施管辖的口岸区范围和土地使用期限的批复"
    assert title("国务院关于暂时调整实施《某法\n实施条例》有关规定的决定\n文字。\n").endswith(
        "有关规定的决定"
    )
    order = "中华人民共和国国务院令\n第707号\n现公布。\n总理 某某\n2018年12月18日\n某税法实施条例\n第一条 甲。\n"
    assert title(order) == "某税法实施条例"
    assert title("各市人民政府：\n文字。\n", "关于供水的通知.txt") == "关于供水的通知"
    value = parse_document("a.txt", text).value("title")
    assert value is not None
    assert text[value.start : value.end].startswith("国务院关于")


def test_a_date_in_full_width_digits_is_one() -> None:
    text = "某条例\n第一条 甲。\n第二条 乙。\n第三条 本条例自２０21年１月１日起施行。\n"
    assert _values(text, "effective") == ["2021-01-01"]
