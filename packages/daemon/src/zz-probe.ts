import { ownedDaemon } from "./testing/daemon-process.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { plainPipe } from "./benchmarks/output.ts";
const file="/tmp/outfast/out.txt";
function cpu(pid:number){const s=require("fs").readFileSync(`/proc/${pid}/stat`,"utf8").split(") ")[1].split(" ");return (Number(s[11])+Number(s[12]))*10}
for (let i=0;i<4;i++){
 const f=mkdtempSync("/tmp/outfast/d-");
 const d=ownedDaemon({folder:f+"/data"});
 await d.call.list_runs({limit:1});
 let t=performance.now();
 let r=await d.call.start_run({kind:"program",argv:["true"]}); const ack=performance.now()-t;
 let e=await d.call.follow_run({id:r.id},{});
 const small=performance.now()-t;
 const c0=cpu(d.child.pid);
 t=performance.now();
 r=await d.call.start_run({kind:"program",argv:["cat",file],output_limit_bytes:1_000_000_000});
 while((await d.call.get_run({id:r.id})).state==="running") await Bun.sleep(2);
 const nofollow=performance.now()-t; const c1=cpu(d.child.pid);
 const t2=performance.now();
 await d.call.follow_run({id:r.id},{onProgress(){}});
 const follow=performance.now()-t2; const c2=cpu(d.child.pid);
 const p=await plainPipe(file);
 console.log({ack,small,nofollow,follow,pipe:p.measuredMs,cpuRecord:c1-c0,cpuFollow:c2-c1});
 await d.end(); rmSync(f,{recursive:true});
}
