"""A language model behind an OpenAI-compatible address: one chat request at a time.

Settings come from the environment alone: WENJU_LLM_BASE_URL (http://127.0.0.1:8000/v1),
WENJU_LLM_MODEL, WENJU_LLM_API_KEY (where the server wants one). Without an address nothing is asked.
The key is never printed, kept or part of a message. What is asked, and why, stands in `rag.prompts`.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import UsageError, WenjuError

if TYPE_CHECKING:
    from openai import OpenAI

BASE_URL, MODEL, API_KEY = "WENJU_LLM_BASE_URL", "WENJU_LLM_MODEL", "WENJU_LLM_API_KEY"
CONNECT_SECONDS, ANSWER_SECONDS, RETRIES = 5.0, 120.0, 2
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_FENCE = re.compile(r"^\s*```[a-z]*\s*|(?<!\s)\s*```\s*$")
_LONGEST_REASON = 200


class LlmError(WenjuError):
    """The language model cannot be reached, refused, or said what cannot be used."""


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """Where which model is asked. `api_key` is never shown."""

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)

    @property
    def is_local(self) -> bool:
        """Whether the address is on this machine, so that nothing leaves it."""
        return urlsplit(self.base_url).hostname in _LOOPBACK


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said, and how many tokens it read and wrote (0 where it does not tell)."""

    text: str
    prompt_tokens: int
    completion_tokens: int


def llm_settings(environment: Mapping[str, str] | None = None) -> LlmSettings | None:
    """The settings of the environment; None without an address. Raises UsageError for an address
    that is none, or without a model."""
    given = os.environ if environment is None else environment
    base_url, model = given.get(BASE_URL, "").strip(), given.get(MODEL, "").strip()
    if not base_url:
        return None
    try:
        parts = urlsplit(base_url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        known = False
    if not known or parts.username or parts.password:
        raise UsageError(
            f"{BASE_URL} is no http or https address without a user name; "
            "write one such as http://127.0.0.1:8000/v1."
        )
    if not model:
        raise UsageError(f"{BASE_URL} is set but {MODEL} is not; name the model to ask.")
    return LlmSettings(base_url, model, given.get(API_KEY, "").strip())


def required_settings(environment: Mapping[str, str] | None = None) -> LlmSettings:
    """The settings; raises UsageError where none are."""
    settings = llm_settings(environment)
    if settings is None:
        raise UsageError(
            f"this needs a language model; set {BASE_URL} to an OpenAI-compatible address, and {MODEL}."
        )
    return settings


class ChatModel:
    """Asks the model of some settings. Safe to share between threads."""

    def __init__(self, settings: LlmSettings, seconds: float = ANSWER_SECONDS):
        """Raises UsageError where the openai package is missing; nothing is asked yet."""
        self.settings = settings
        self._client = _client(settings, seconds)

    def ask(self, system: str, user: str, most_tokens: int = 800) -> Reply:
        """One reply to a system prompt and a message, at temperature 0. Raises LlmError."""
        import openai

        try:
            answer = self._client.chat.completions.create(
                model=self.settings.model,
                messages=[
                    {"role": "system", "content": system},
                    {"role": "user", "content": user},
                ],
                max_tokens=most_tokens,
                temperature=0,
            )
        except openai.APITimeoutError:
            raise self._error("did not answer in time") from None
        except openai.APIConnectionError:
            raise self._error("cannot be reached; check that it runs and its address") from None
        except (openai.AuthenticationError, openai.PermissionDeniedError):
            raise self._error(f"refuses the key; check {API_KEY}") from None
        except openai.NotFoundError:
            raise self._error(f"knows no model {self.settings.model!r}; check {MODEL}") from None
        except openai.RateLimitError:
            raise self._error("asks for fewer requests; try again later") from None
        except openai.APIStatusError as error:
            said = self._without_key(error.message)
            raise self._error(f"failed with status {error.status_code} ({said})") from None
        except (openai.OpenAIError, ValueError) as error:
            raise self._error(f"cannot be understood ({self._without_key(str(error))})") from None
        choice = answer.choices[0] if getattr(answer, "choices", None) else None
        text = choice.message.content if choice is not None and choice.message else None
        if not text:
            raise self._error("gave an empty answer")
        usage = answer.usage
        prompt, completion = (
            (usage.prompt_tokens or 0, usage.completion_tokens or 0) if usage else (0, 0)
        )
        return Reply(text, prompt, completion)

    def _error(self, what: str) -> LlmError:
        return LlmError(f"the language model at {self.settings.base_url} {what}.")

    def _without_key(self, text: str) -> str:
        """A message of a server, which may repeat the key, without it."""
        flat = " ".join(text.split())
        if self.settings.api_key:
            flat = flat.replace(self.settings.api_key, "…")
        return flat[:_LONGEST_REASON]


def json_of(reply: str) -> Any:
    """The JSON value that a reply is, also in a code fence or after words; ValueError without one."""
    text = _FENCE.sub("", reply.strip())
    try:
        return json.loads(text)
    except ValueError:
        start = min((i for i in (text.find("{"), text.find("[")) if i >= 0), default=-1)
        if start < 0:
            raise ValueError("the reply holds no JSON") from None
        return json.JSONDecoder().raw_decode(text[start:])[0]


def _client(settings: LlmSettings, seconds: float) -> "OpenAI":
    try:
        import openai
    except ImportError:
        raise UsageError('a language model needs openai: pip install "wenju[llm]".') from None
    timeout = openai.Timeout(seconds, connect=CONNECT_SECONDS)
    # A proxy of the environment is for the world outside: what is asked of this machine stays on it.
    http = (
        openai.DefaultHttpxClient(trust_env=False, timeout=timeout) if settings.is_local else None
    )
    return openai.OpenAI(
        base_url=settings.base_url,
        # The client wants some key; servers that ask for none pass it over.
        api_key=settings.api_key or "none",
        timeout=timeout,
        max_retries=RETRIES,
        http_client=http,
    )
