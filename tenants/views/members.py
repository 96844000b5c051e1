"""Who belongs to a workspace: roles, invitations, leaving."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenants import access, services
from tenants.forms import InvitationForm, RoleForm
from tenants.models import Membership, Role
from tenants.pages import NOT_ACCEPTED, member_page, owner_action
from tenants.services import invitations


@require_safe
@member_page
def members(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Everybody who belongs here, and who was invited."""
    return _members_page(request, membership)


@owner_action
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
            messages.success(request, f"An invitation is on its way to {sent.email}.")
            return redirect("members")
    return _members_page(request, membership, form=form)


@owner_action
def withdraw(request: HttpRequest, membership: Membership, invitation_id: int) -> HttpResponse:
    """Make an invitation's link useless. Somebody else's is not found."""
    if not invitations.withdraw(membership.tenant, invitation_id, by=membership.user):
        raise Http404
    messages.success(request, "The invitation is withdrawn.")
    return redirect("members")


@owner_action
def change_role(request: HttpRequest, membership: Membership, member_id: int) -> HttpResponse:
    member = access.get_member(membership.tenant, member_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the roles.")
        return redirect("members")
    try:
        services.change_role(member, Role(form.cleaned_data["role"]), by=membership.user)
    except services.LastOwner as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"The role of {member.user.email} is changed.")
    return redirect("members")


@owner_action
def remove(request: HttpRequest, membership: Membership, member_id: int) -> HttpResponse:
    member = access.get_member(membership.tenant, member_id)
    return _end(request, membership, member)


@require_POST
@member_page
def leave(request: HttpRequest, membership: Membership) -> HttpResponse:
    """For everybody but the last owner."""
    return _end(request, membership, membership)


def _end(request: HttpRequest, membership: Membership, member: Membership) -> HttpResponse:
    try:
        services.remove_member(member, by=membership.user)
    except services.LastOwner as refused:
        messages.error(request, str(refused))
        return redirect("members")
    if member.pk != membership.pk:
        messages.success(request, f"{member.user.email} does not belong here any more.")
        return redirect("members")
    messages.success(request, f"You have left {membership.tenant}.")
    return redirect("workspaces")


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
