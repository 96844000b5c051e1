"""What a row of an export is: something that was said, a bot's menu, or neither."""

from collections.abc import Iterable
from enum import StrEnum

from delegation.domain.exports.headers import plain_header
from delegation.domain.exports.naming import words


class RowKind(StrEnum):
    SAID = "said"
    MENU = "menu"  # a bot's buttons, or the click on one
    LEFT_OUT = "left out"  # notes, events, system lines


# A row whose type has one of these words was not said to anyone.
_LEFT_OUT = frozenset(
    words(
        """
    note event activity assignment assign close closed open opened system attachment snoozed
    unsnoozed join joined leave left memberjoin memberleave rating trigger change
    notification log info
    private internal agents lineitem action service tool typing read delivered deleted transfer
    tag tagged priority status file image audio video sticker location call reaction survey csat
    debug slot session participant attribute tombstone nota evento actividad notiz
    ereignis aktivitat evenement
    """
    )
)
_MENU = frozenset(
    words(
        """
    menu picker carousel cards card buttons button quick_replies quick_reply quickreply quickreplies
    input_select input_email input_csat form filled_form rich_message interactive list_reply
    button_reply postback template choice options choices list field list_message faq_menu poll
    single_choice dropdown suggestions
    """
    )
)
# Types that hold one of those words, but whose rows were said.
_SAID = frozenset(
    words(
        """
    text message comment chat_message chat_msg agent_message user_message bot_message
    close_with_comment open_with_comment visitor_message
    thread_broadcast file_share file_comment me_message
    """
    )
)


def row_kind(types: Iterable[object]) -> RowKind:
    """Return what a row is by the words in its fields for types, such as "chat.memberjoin"."""
    found = RowKind.SAID
    for word in types:
        plain = plain_header(str(word)[:60])
        if plain in _SAID:
            continue
        if plain in _MENU:
            found = RowKind.MENU
        elif plain in _LEFT_OUT or _LEFT_OUT & set(plain.split("_")):
            return RowKind.LEFT_OUT
    return found
