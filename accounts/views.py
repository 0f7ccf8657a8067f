"""What does a person see of accounts: kept drafts, and who may do what?"""

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
    rows = [
        (_in_words(permission), [permission in MATRIX[role] for role in Role])
        for permission in Permission
    ]
    return render(request, "accounts/matrix_view.html", {"roles": list(Role), "rows": rows})


def _in_words(permission):
    noun, verb = permission.replace("_", " ").split(".")
    return f"{noun.capitalize()}: {verb}"


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
