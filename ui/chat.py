"""The tab 问答: the conversation and its evidence."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from eval.sets import SEED
from index.types import DocumentCard
from rag.query import LONGEST_QUESTION
from ui import page
from ui.app import App
from ui.demo import QUESTIONS
from ui.shown import shown_html
from ui.trouble import mistake, sentence

_WELCOME = '<div class="wj-welcome">就已索引的文件提问，<br>回答逐句附原文出处。</div>'

Chat = list[dict[str, Any]]
Shown = tuple[Any, Any, Any, Any]  # chat, evidence, error, question box


class Desk:
    """What the page's buttons do. Keeps nothing between requests: chat and evidence live in the
    browser that asked, so that no user can meet another's questions."""

    def __init__(self, app: App):
        self._app = app

    def ask(self, question: str, chat: Chat, evidence: str) -> Iterator[Shown]:
        """Show the question at once, then its answer; a question that fails stays in its box."""
        wrong = mistake(question, LONGEST_QUESTION, "问题")
        if wrong:
            yield gr.skip(), gr.skip(), page.error_html(wrong), gr.skip()
            return
        asked = [*chat, {"role": "user", "content": page.question_html(question)}]
        waiting = [*asked, {"role": "assistant", "content": page.pending_html()}]
        yield waiting, gr.skip(), "", ""
        turn = len(asked) // 2 + 1
        try:
            engine = self._app.engine
            answer = engine.ask(question)
            said = page.answer_html(answer, turn)
            proof = page.evidence_html(engine.reader.records, answer, turn)
        except Exception as error:  # noqa: BLE001  the edge: the page must say so, the log why
            yield chat, gr.skip(), page.error_html(sentence(error)), question
            return
        done = [*asked, {"role": "assistant", "content": said}]
        yield done, page.stack_evidence(proof, evidence), "", gr.skip()

    def suggest(self, question: str, chat: Chat, evidence: str) -> Iterator[tuple[Any, Any, Any]]:
        """Ask a suggested question; what is typed in the box stays there."""
        for shown in self.ask(question, chat, evidence):
            yield shown[:3]


def suggestions(cards: tuple[DocumentCard, ...]) -> tuple[str, ...]:
    """Questions to begin with: the demonstration's for its document, else what is known of the
    first documents."""
    if any((SEED / card.source).is_file() for card in cards[:1]):
        return QUESTIONS
    asked = []
    for card in cards:
        if card.number:
            asked.append(f"《{card.title}》的发文字号是什么？")
        elif card.published:
            asked.append(f"《{card.title}》的公布日期是哪天？")
    return tuple(asked[:3])


def build_tab(app: App) -> None:
    """Chat on one side, evidence on the other."""
    desk = Desk(app)
    questions = suggestions(app.engine.reader.records.cards)
    with gr.Row(elem_classes="wj-columns"):
        with gr.Column(scale=6, min_width=320):
            chat = gr.Chatbot(
                label="问答",
                show_label=False,
                elem_id="wj-chat",
                height="100%",
                buttons=[],
                feedback_options=None,
                latex_delimiters=[],
                allow_tags=False,
                allow_file_downloads=False,
                placeholder=_WELCOME,
            )
            with gr.Column(elem_id="wj-suggest"):
                suggested = [gr.Button(question, size="sm") for question in questions]
            error = shown_html("", elem_id="wj-error")
            with gr.Row(elem_id="wj-ask"):
                box = gr.Textbox(
                    label="问题",
                    show_label=False,
                    placeholder="输入问题，按回车提问",
                    lines=1,
                    max_lines=6,
                    scale=6,
                    autofocus=True,
                    container=False,
                )
                send = gr.Button("提问", variant="primary", scale=1, min_width=72)
                clear = gr.Button("清空", scale=1, min_width=72)
        with gr.Column(scale=5, min_width=320):
            shown_html('<h2 class="wj-h2">依据</h2>')
            evidence = shown_html("", elem_id="wj-evidence")
    shown = [chat, evidence, error, box]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    gr.on([box.submit, send.click], desk.ask, [box, chat, evidence], shown, **quiet)
    for button in suggested:
        button.click(desk.suggest, [button, chat, evidence], shown[:3], **quiet)
    clear.click(lambda: ([], "", ""), None, shown[:3], **quiet)
