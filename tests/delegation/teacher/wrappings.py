"""What models and servers put around a reply. `{said}` is the reply, `{secret}` a thought."""

from delegation.domain.teaching.marks import MARK

SECRET = "at most 15 %, says the list"

# Thoughts and tokens around any reply.
AROUND_ANY = {
    "think": "<think>{secret}</think>\n\n{said}",
    "think, closing tag only": "I was told: {secret}.\n</think>\n\n{said}",
    "think, empty": "<think>\n\n</think>\n\n{said}",
    "think, two blocks": "<think>{secret}</think>\n<think>So {secret}</think>\n\n{said}",
    "think, nested": "<think>a <think>{secret}</think> b</think>{said}",
    "thinking": "<thinking>{secret}</thinking>\n{said}",
    "reasoning": "<reasoning>{secret}</reasoning>\n{said}",
    "mm:think": "<mm:think>{secret}</mm:think>{said}",
    "upper case": "<THINK>{secret}</THINK>\n{said}",
    "brackets": "[THINK]{secret}[/THINK]{said}",
    "triangles": "◁think▷{secret}◁/think▷{said}",
    "wide bars": "<｜begin▁of▁thought｜>{secret}<｜end▁of▁thought｜>{said}<｜end▁of▁sentence｜>",
    "START_TEXT": "<|START_THINKING|>{secret}<|END_THINKING|><|START_TEXT|>{said}<|END_TEXT|>",
    "harmony": (
        "<|channel|>analysis<|message|>{secret}<|end|><|start|>assistant<|channel|>final"
        "<|message|>{said}<|return|>"
    ),
    "harmony, commentary": (
        "<|channel|>analysis<|message|>{secret}<|end|><|channel|>commentary<|message|>{secret}"
        "<|end|><|start|>assistant<|channel|>final<|message|>{said}"
    ),
    "harmony, tokens removed": "analysisThe user greets. {secret}assistantfinal{said}",
    "think, answer tags": "<think>{secret}</think>\n<answer>{said}</answer>",
    "think, stop token": "<think>{secret}</think>\n\n{said}<|im_end|>",
    "im_end": "{said}<|im_end|>",
    "im_end, another turn": "{said}<|im_end|>\n<|im_start|>user\n{secret}",
    "endoftext": "{said}<|endoftext|>",
    "eot_id": "<|start_header_id|>assistant<|end_header_id|>\n\n{said}<|eot_id|>",
    "end_of_turn": "{said}<end_of_turn>",
    "/s": "{said}</s>",
    "bare": "{said}",
}
# What models put around a reply in JSON.
AROUND_JSON = {
    "fence": "```json\n{said}\n```",
    "fence, upper case": "```JSON\n{said}\n```\nI hope that this helps!",
    "fence, no name": "```\n{said}\n```",
    "preamble": "Here is my reply:\n\n```json\n{said}\n```",
    "array": "[{said}]",
    "two objects": '{{"thought": "{secret}"}}\n{said}',
    "note": "{said}\n\nNote: {secret}.",
    "byte order mark": "\ufeff{said}",
    "think, fence": "<think>{secret}</think>\n```json\n{said}\n```",
    "harmony, fence": (
        "<|channel|>analysis<|message|>{secret}<|end|><|start|>assistant<|channel|>final "
        "<|constrain|>json<|message|>```json\n{said}\n```<|return|>"
    ),
    "stop token behind a fence": "```json\n{said}\n```<|im_end|>",
}
# What models put around the mark of a reply.
MARKS = {
    "mark": f"{MARK}hi",
    "mark, blank": f" {MARK}hi",
    "mark, line": f"\n\n{MARK}hi",
    "mark, bold": f" **{MARK}hi**",
    "mark, code": f" `{MARK}hi`",
    "mark, twice": f"{MARK}{MARK}hi",
}
