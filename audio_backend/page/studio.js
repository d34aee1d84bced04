// The plain page: upload, choose, start, watch, listen, download. Everything it does goes through the public API.
const $ = (id) => document.getElementById(id);
const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
const token = new URLSearchParams(location.search).get("token"); // where the studio needs one: open /?token=…
const withToken = (url) => (token ? `${url}${url.includes("?") ? "&" : "?"}token=${encodeURIComponent(token)}` : url);
let songs = [];
let drawn = "";

async function api(path, options = {}) {
  let answer;
  try {
    answer = await fetch(withToken(path), options);
  } catch {
    throw new Error("The studio doesn't answer. Is it still running?");
  }
  if (answer.status === 204) return null;
  const body = await answer.json();
  if (!answer.ok) throw new Error(`${body.title}: ${body.detail}\n${body.remedy}`);
  return body;
}

const post = (path, body) =>
  api(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

function guarded(act) {
  return async (...given) => {
    $("problem").hidden = true;
    try {
      await act(...given);
    } catch (error) {
      $("problem").textContent = error.message;
      $("problem").hidden = false;
      $("problem").scrollIntoView({ block: "nearest" });
    }
  };
}

function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}

async function showSongs(chosen) {
  songs = (await api("/uploads")).items;
  $("song").replaceChildren(...songs.map((s) => option(s.file_id, `${s.filename} (${clock(s.duration_s)})`)));
  if (chosen) $("song").value = chosen;
  showSong();
}

const chosenSong = () => songs.find((s) => s.file_id === $("song").value);

function showSong() {
  const song = chosenSong();
  for (const id of ["start", "try"]) $(id).disabled = !song;
  $("song-facts").textContent = song
    ? [`${clock(song.duration_s)} · ${song.sample_rate / 1000} kHz · ${song.channels} ch · ${song.codec}`, ...song.warnings].join(" · ")
    : "No song yet.";
  const source = song ? withToken(`/uploads/${song.file_id}/audio`) : "";
  if ($("song-player").getAttribute("src") !== source) $("song-player").src = source;
}

async function showVoices(chosen) {
  const voices = (await api("/voices")).items;
  $("voice").replaceChildren(...voices.map((v) => option(v.voice_id, v.kind === "preset" ? v.name : `${v.name} (clip)`)));
  if (chosen) $("voice").value = chosen;
}

function upload(path, form, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch can't tell how much has been sent
    request.open("POST", withToken(path));
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new Error("The upload broke off. Please try again."));
    request.onload = () => {
      const body = JSON.parse(request.responseText);
      request.status < 300 ? resolve(body) : reject(new Error(`${body.title}: ${body.detail}\n${body.remedy}`));
    };
    request.send(form);
  });
}

async function sendSong() {
  const file = $("file").files[0];
  if (!file) return;
  const form = new FormData();
  form.append("file", file);
  $("upload-progress").hidden = false;
  try {
    const made = await upload("/upload", form, (part) => ($("upload-progress").value = part));
    await showSongs(made.file_id);
  } finally {
    $("upload-progress").hidden = true;
    $("file").value = "";
  }
}

async function sendVoice() {
  const form = new FormData();
  form.append("name", $("voice-name").value);
  if ($("voice-clip").files[0]) form.append("clip", $("voice-clip").files[0]);
  $("voice-add").disabled = true;
  try {
    const made = await upload("/voices", form, () => {});
    $("voice-facts").textContent = [`${made.name} is ready.`, ...made.facts.warnings].join(" ");
    await showVoices(made.voice_id);
  } finally {
    $("voice-add").disabled = false;
  }
}

function order(range) {
  const pitch = $("pitch").value;
  return {
    file_id: $("song").value,
    profile: $("profile").value,
    config: {
      svc: { voice: $("voice").value },
      swiftf0: { pitch_shift: pitch === "auto" ? pitch : Number(pitch) },
      quality: { output_format: $("format").value },
      ...(range ? { range } : {}),
    },
  };
}

async function start(range) {
  const wanted = order(range);
  const plan = await post("/jobs/validate", wanted);
  const { low, high } = plan.eta_s;
  $("estimate").textContent = `About ${clock(low)} to ${clock(high)} of waiting, ${Math.ceil(plan.disk_bytes / 1e6)} MB of disk.`;
  await post("/jobs/start", wanted);
  await showJobs();
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quiet";
  made.textContent = text;
  made.addEventListener("click", guarded(act));
  return made;
}

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function jobRow(job) {
  const row = element("li", "", { "data-job": job.job_id, "data-status": job.status });
  const percent = Math.round(job.progress * 100);
  const words = job.terminal ? job.status : `${job.status} · ${job.stage} · ${percent} %`;
  row.append(element("strong", job.title), element("p", words, { class: "hint", role: "status" }));
  if (!job.terminal) {
    row.append(element("progress", "", { max: 1, value: job.progress, "aria-label": `Progress of ${job.title}` }));
    row.append(button("Cancel", () => api(`/jobs/${job.job_id}`, { method: "DELETE" }).then(showJobs)));
    return row;
  }
  if (job.error) row.append(element("p", `${job.error.detail} ${job.error.remedy}`));
  for (const warning of job.warnings) row.append(element("p", warning, { class: "hint" }));
  if (job.result) {
    const source = `/jobs/${job.job_id}/download`;
    row.append(element("audio", "", { controls: "", preload: "none", src: withToken(source), "aria-label": `The cover of ${job.title}` }));
    const links = element("p", "");
    links.append(element("a", `Download ${job.result.output_format.toUpperCase()}`, { href: withToken(source), download: "" }), " · ");
    links.append(element("a", "Stems (ZIP)", { href: withToken(`${source}?format=zip`), download: "" }), " · ");
    links.append(element("a", "Report", { href: withToken(`/jobs/${job.job_id}/report`) }), " ");
    row.append(links);
  }
  if (job.failed_segments.length || job.status === "cancelled")
    row.append(button("Try the missing segments again", () => post(`/jobs/${job.job_id}/resume`, {}).then(showJobs)));
  row.append(button("Delete", () => api(`/jobs/${job.job_id}?purge=true`, { method: "DELETE" }).then(showJobs)));
  return row;
}

async function showJobs() {
  const jobs = (await api("/jobs?limit=20")).items;
  const now = JSON.stringify(jobs);
  if (now === drawn) return; // redrawing would stop a player
  const playing = [...document.querySelectorAll("#jobs audio")].some((player) => !player.paused);
  if (playing && jobs.every((job) => job.terminal)) return;
  drawn = now;
  const old = new Map([...$("jobs").children].map((row) => [row.dataset.job, row]));
  const rows = jobs.map((job) => {
    const same = old.get(job.job_id);
    return same && job.terminal && same.dataset.status === job.status ? same : jobRow(job);
  });
  $("jobs").replaceChildren(...rows);
  $("no-jobs").hidden = jobs.length > 0;
}

async function greet() {
  const [limits, health] = await Promise.all([api("/limits"), api("/health")]);
  $("limits").textContent = `${limits.formats.join(", ")} · up to ${Math.round(limits.max_upload_bytes / 1048576)} MB, ${clock(limits.max_duration_s)} long`;
  $("machine").textContent = `Everything stays on this computer. ${health.machine.gpu ?? "No GPU needed: this runs on the CPU."}`;
}

async function watch() {
  await guardedQuietly(showJobs);
  if (!songs.length) await guardedQuietly(() => showSongs());
  setTimeout(watch, 1000);
}

async function guardedQuietly(act) {
  try {
    await act();
  } catch {
    $("machine").textContent = "The studio doesn't answer. Trying again…"; // the next turn asks anew
  }
}

$("file").addEventListener("change", guarded(sendSong));
$("song").addEventListener("change", showSong);
$("voice-add").addEventListener("click", guarded(sendVoice));
$("start").addEventListener("click", guarded(() => start(null)));
$("try").addEventListener("click", guarded(() => start(chosenSong().duration_s > 20 ? { start: 0, stop: 20 } : null)));
await guarded(async () => Promise.all([greet(), showSongs(), showVoices()]))();
watch();
