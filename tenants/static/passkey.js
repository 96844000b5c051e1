/* Says beside its button that a passkey did not come; without this only the console would know. */
"use strict";

{
  const problem = document.querySelector("[data-passkey-problem]");
  document.getElementById(problem.dataset.button).parentElement.after(problem);
  document.addEventListener("allauth.error", () => {
    problem.textContent = problem.dataset.passkeyProblem;
  });
}
