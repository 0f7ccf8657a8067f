"""What does a person see of accounts: kept drafts, and who may do what?"""

from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts import drafts, people
from accounts.access import requires
from accounts.forms import StaffForm
from accounts.invitations import invite
from accounts.models import Centre, Role
from accounts.permissions import MATRIX, Permission
from core.errors import shown_by

LONGEST_DRAFT = 200_000


@requires(Permission.DRAFT_KEEP)
@require_POST
def draft_keep(request, key):
    fields = {
        name: values if len(values) > 1 else values[0]
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
    }
    if sum(len(word) for words in fields.values() for word in words) > LONGEST_DRAFT:
        return HttpResponse("This is too long to keep as a draft.", status=413)
    drafts.keep(request.user, key, fields)
    return HttpResponse(status=204)


@requires(Permission.MATRIX_VIEW)
def matrix_view(request):
    groups = [
        (_words(noun), [(_verb(each), [each in MATRIX[role] for role in Role]) for each in part])
        for noun, part in groupby(Permission, key=lambda permission: permission.split(".")[0])
    ]
    return render(request, "accounts/matrix_view.html", {"roles": list(Role), "groups": groups})


def _verb(permission):
    return _words(permission.split(".")[1])


def _words(name):
    return name.replace("_", " ").capitalize()


@requires(Permission.STAFF_LIST, Centre)
def staff_list(request, centre):
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            added = people.add_staff(centre, by=request.user, **form.cleaned_data)
            invite(added.user, centre=centre, absolute=request.build_absolute_uri)
            messages.success(request, f"{added.user} is added as {added.get_role_display()}.")
            return redirect("accounts:staff-list", pk=centre.pk)
    members = centre.memberships.current().select_related("user")
    context = {"centre": centre, "form": form, "members": members}
    return render(request, "accounts/staff_list.html", context)
