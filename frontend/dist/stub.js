"use strict";(()=>{var s=window.delegation||={queue:[]};for(let e of"start ask on state sync flush pause consent reset debug".split(" "))s[e]||=(...t)=>new Promise(n=>s.queue.push([e,t,n]));})();
