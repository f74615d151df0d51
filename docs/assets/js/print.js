// On paper a link cannot be followed: print.css writes its address, in full, after it.
addEventListener("beforeprint", () => {
  for (const link of document.querySelectorAll(".md-content a[href]:not(.nn-term, .headerlink)")) {
    const withinPage = link.hash && link.href.startsWith(location.href.replace(/#.*/, "#"));
    if (!withinPage && link.textContent !== link.href) link.dataset.address = link.href;
  }
});
