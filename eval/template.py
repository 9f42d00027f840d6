"""An example of a file of cases, over the document that ships: one case of each kind."""

from eval.cases import Case

_SEED = "山西省“十四五”14个战略性新兴产业规划.txt"

EXAMPLES = (
    Case(
        id="1",
        type="fact",
        question="“十三五”以来山西工业战略性新兴产业增加值年均增长多少？",
        documents=(_SEED,),
        sections=(("一、“十三五”回顾", "(一)发展现状", "1.新兴产业蓬勃发展,转型动能快速凝聚"),),
        quotes=("工业战略性新兴产业增加值年均增长7.8%",),
        answer=(("7.8%", "百分之七点八"),),
        tags=("number",),
    ),
    Case(
        id="2",
        type="list",
        question="省级以上工业类开发区和国家级高新技术产业开发区各有多少个？",
        documents=(_SEED,),
        quotes=("省级以上工业类开发区达到69个",),
        answer=(("69个",),),
    ),
    Case(
        id="3",
        type="section",
        question="规划怎么讲创新能力的提升？",
        documents=(_SEED,),
        sections=(("一、“十三五”回顾", "(一)发展现状", "2.创新生态架梁立柱,创新能力显著增强"),),
    ),
    Case(
        id="4",
        type="listed_only",
        question="半导体产业怎么发展？",
        answerable=False,
        status="listed_only",
        documents=(_SEED,),
    ),
    Case(
        id="5",
        type="unanswerable",
        question="山西有多少家上市公司？",
        answerable=False,
        status="insufficient",
    ),
)
