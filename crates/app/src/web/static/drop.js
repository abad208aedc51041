// Files that are dropped on a form, or pasted where a picture is looked for.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  // Of a folder, only one of the two fields is sent with files; one is needed.
  const fields = [...form.querySelectorAll("input[type=file]")];
  if (fields.length > 1) form.addEventListener("submit", (event) => {
    const some = fields.some((f) => f.files.length);
    input.setCustomValidity(some ? "" : form.dataset.need ?? "");
    if (!some) { event.preventDefault(); input.reportValidity(); }
  });
  for (const f of fields) f.addEventListener("change", () => input.setCustomValidity(""));
  const take = (files) => {
    if (!files?.length) return;
    const all = new DataTransfer();
    for (const file of input.multiple ? [...input.files, ...files] : [files[0]]) all.items.add(file);
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    take(event.dataTransfer.files);
    if (form.dataset.drop === "1" && input.files.length) form.requestSubmit();
  });
  document.addEventListener("paste", (event) => {
    if (form.dataset.drop !== "1" || !event.clipboardData.files.length) return;
    event.preventDefault();
    take(event.clipboardData.files);
    form.requestSubmit();
  });
}
