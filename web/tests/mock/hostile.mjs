// 500 strings that would run a script, break a page or lead astray if a page took them for more than text.
// A script that runs adds to `window.__run`.
const RUN = 'window.__run=(window.__run||0)+1';
const ENDS = ['', '"', "'", '">', "'>", '-->', '</title>', '</textarea>', '</script>', '</style>', ']]>', '`', '${', '{{', '\\"', '\u2028', '\u0000', '\u202e', '</p></div>', '{@html '];
const SCRIPTS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}"></svg>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<a href="javascript:${RUN}" autofocus onfocus="${RUN}">click</a>`,
  `<details open ontoggle="${RUN}">x</details>`,
  `<video><source onerror="${RUN}"></video>`,
  `<body onload=${RUN}>`,
  `<input autofocus onfocus="${RUN}">`,
  `<marquee onstart="${RUN}">x</marquee>`,
  `<math><mtext><style><img src=x onerror="${RUN}"></style></mtext></math>`,
  `<svg><animate onbegin="${RUN}" attributeName=x dur=1s></svg>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<link rel=stylesheet href="javascript:${RUN}">`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `<style>@import 'javascript:${RUN}';</style>`,
  `<div style="background:url(javascript:${RUN})">x</div>`,
  `<template><script>${RUN}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>"></noscript>`,
  `javascript:${RUN}`,
  `data:text/html,<script>${RUN}</script>`,
  `{constructor.constructor('${RUN}')()}`,
  `__proto__`,
  `&lt;script&gt;${RUN}&lt;/script&gt;`,
];
export const hostile = ENDS.flatMap((end) => SCRIPTS.map((script) => end + script)).slice(0, 500);
