// The map of {% map %}, loaded when somebody opens it. The page's list carries all that the map shows.

import { control, divIcon, map, marker, popup, tileLayer } from "leaflet/dist/leaflet-src.esm.js";

// Towns that tell where one is when no tiles are set.
const LABELLED = 9; // zoom from which their names show

function escaped(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

function spot(point, number) {
  const icon = divIcon({ className: "kent-map__spot", html: String(number), iconSize: [28, 28] });
  const there = marker([point.latitude, point.longitude], { icon, alt: point.name, title: point.name, keyboard: true });
  return there.bindPopup(popup().setContent(`<a class="govuk-link" href="${encodeURI(point.address)}">${escaped(point.name)}</a>`));
}

export function draw(figure) {
  const points = JSON.parse(figure.dataset.points);
  const towns = JSON.parse(figure.dataset.towns);
  const canvas = figure.querySelector(".kent-map__canvas");
  canvas.hidden = false;
  const shown = map(canvas, { attributionControl: false, zoomAnimation: false, minZoom: 8, maxZoom: 16 });
  if (figure.dataset.tiles) {
    tileLayer(figure.dataset.tiles).addTo(shown);
    control.attribution({ prefix: false }).addAttribution(figure.dataset.attribution).addTo(shown);
  } else {
    for (const town of towns) {
      const icon = divIcon({ className: "kent-map__town", html: escaped(town.name), iconSize: null });
      marker([town.latitude, town.longitude], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(shown);
    }
  }
  points.forEach((point, place) => spot(point, place + 1).addTo(shown));
  const around = points.map((point) => [point.latitude, point.longitude]);
  if (around.length > 1) shown.fitBounds(around, { padding: [24, 24], maxZoom: 13 });
  else shown.setView(around[0], Math.max(LABELLED, 12));
}
