"""The members of a workspace: roles, invitations, leaving."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tenants import access, services
from tenants.confirming import Question, ask_once, confirmed
from tenants.forms import InvitationForm, RoleForm
from tenants.models import Membership, Role
from tenants.pages import NOT_ACCEPTED, member_page, owner_action
from tenants.reauthentication import recently_authenticated
from tenants.services import invitations

LEAVE = Question(
    _("Leave this workspace?"),
    _(
        "You can no longer open it, and the secret keys that you made stop working at once. To "
        "come back, you need a new invitation from an owner."
    ),
    _("Leave the workspace"),
)


@require_safe
@member_page
def members(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Show the members and the open invitations."""
    return _members_page(request, membership)


@owner_action
@recently_authenticated
def invite(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Send an invitation, or say in words why not."""
    form = InvitationForm(request.POST)
    if form.is_valid():
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        try:
            sent = invitations.invite(membership.tenant, email, role, by=membership.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(
                request, gettext("The invitation to %(email)s was sent.") % {"email": sent.email}
            )
            return redirect("members")
    return _members_page(request, membership, form=form)


@owner_action
def withdraw(request: HttpRequest, membership: Membership, invitation_id: int) -> HttpResponse:
    """Make an invitation's link useless. Another tenant's is not found."""
    if not invitations.withdraw(membership.tenant, invitation_id, by=membership.user):
        raise Http404
    messages.success(request, gettext("The invitation is withdrawn."))
    return redirect("members")


@owner_action
@recently_authenticated
def change_role(request: HttpRequest, membership: Membership, member_id: int) -> HttpResponse:
    member = access.get_member(membership.tenant, member_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose one of the roles."))
        return redirect("members")
    try:
        member = services.change_role(member, Role(form.cleaned_data["role"]), by=membership.user)
    except services.LastOwner as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            gettext("%(email)s has a new role: %(member)s.")
            % {"email": member.user.email, "member": Role(member.role).in_sentence},
        )
    return redirect("members")


@owner_action
@recently_authenticated
def remove(request: HttpRequest, membership: Membership, member_id: int) -> HttpResponse:
    member = access.get_member(membership.tenant, member_id)
    return _end(request, membership, member)


@require_POST
@member_page
def leave(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Leave the workspace. The last owner cannot."""
    return _end(request, membership, membership)


def _end(request: HttpRequest, membership: Membership, member: Membership) -> HttpResponse:
    leaving = member.pk == membership.pk
    if not confirmed(request):
        question = LEAVE if leaving else _removal_of(member)
        return ask_once(request, question, back="members", tenant=membership.tenant)
    try:
        services.remove_member(member, by=membership.user)
    except services.LastOwner as refused:
        messages.error(request, str(refused))
        return redirect("members")
    if not leaving:
        messages.success(
            request, gettext("%(email)s is no longer a member.") % {"email": member.user.email}
        )
        return redirect("members")
    messages.success(request, gettext("You have left %(tenant)s.") % {"tenant": membership.tenant})
    return redirect("workspaces")


def _removal_of(member: Membership) -> Question:
    email = member.user.email
    return Question(
        gettext("Remove %(email)s?") % {"email": email},
        gettext(
            "%(email)s can no longer open this workspace, and the secret keys that they made stop "
            "working at once. To let them back in, invite them again."
        )
        % {"email": email},
        gettext("Remove the member"),
    )


def _members_page(
    request: HttpRequest, membership: Membership, *, form: InvitationForm | None = None
) -> HttpResponse:
    tenant = membership.tenant
    context = {
        "tenant": tenant,
        "me": membership,
        "may_change": access.may_change_settings(membership),
        "members": access.members_of(tenant),
        "invitations": access.open_invitations_of(tenant),
        "roles": Role.choices,
        "form": form or InvitationForm(),
    }
    status = NOT_ACCEPTED if form else 200
    return render(request, "tenants/members.html", context, status=status)
