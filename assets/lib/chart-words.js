// The editor's words in Chinese, and the shapes that a published chart is drawn with.
const WORDS = {
  "Activate hand tool": "移动画布",
  "Activate lasso tool": "框选",
  "Activate create/remove space tool": "腾出或收回空间",
  "Activate global connect tool": "连线",
  "Create start event": "开始",
  "Create intermediate/boundary event": "中间事件",
  "Create end event": "结束",
  "Create gateway": "网关（分叉与合并）",
  "Create task": "环节",
  "Create expanded sub-process": "子流程",
  "Create pool/participant": "泳池",
  "Append task": "接一个环节",
  "Append gateway": "接一个网关",
  "Append end event": "接一个结束",
  "Append intermediate/boundary event": "接一个中间事件",
  "Append message intermediate catch event": "接一个收到消息的事件",
  "Append timer intermediate catch event": "接一个到期的事件",
  "Append conditional intermediate catch event": "接一个条件成立的事件",
  "Append signal intermediate catch event": "接一个收到信号的事件",
  "Append receive task": "接一个接收环节",
  "Add text annotation": "加说明文字",
  "Connect to other element": "连到别处",
  "Connect using association": "用虚线相连",
  "Change element": "换一种图形",
  "Add lane above": "上面加一条泳道",
  "Add lane below": "下面加一条泳道",
  "Divide into two lanes": "分成两条泳道",
  "Divide into three lanes": "分成三条泳道",
  Delete: "删除",
  "Search in diagram": "在图中查找",
  Task: "环节",
  "User task": "人工环节",
  "Manual task": "线下环节",
  "Service task": "系统环节",
  "Send task": "发送环节",
  "Receive task": "接收环节",
  "Business rule task": "按规则判断的环节",
  "Script task": "脚本环节",
  "Exclusive gateway": "择一网关",
  "Parallel gateway": "并行网关",
  "Inclusive gateway": "择多网关",
  "Event-based gateway": "等事件网关",
  "Complex gateway": "复杂网关（不支持）",
  "Sub-process (collapsed)": "收起的子流程",
  "Sub-process (expanded)": "子流程",
  "Start event": "开始",
  "End event": "结束",
  "Terminate end event": "全部终止",
  "Sequence flow": "顺序",
  "Default flow": "默认走向",
  "Conditional flow": "有条件的走向",
  Loop: "重复办理",
  "Parallel multi-instance": "同时办几份",
  "Sequential multi-instance": "依次办几份",
};
const UNUSED = ["create.data-object", "create.data-store", "create.group"];

function translate(template, values = {}) {
  const word = document.documentElement.lang.startsWith("zh") ? (WORDS[template] ?? template) : template;
  return word.replace(/{([^}]+)}/g, (whole, name) => values[name] ?? whole);
}

class ShapesInUse {
  constructor(palette) {
    palette.registerProvider(500, this);
  }

  getPaletteEntries() {
    return (entries) => Object.fromEntries(Object.entries(entries).filter(([name]) => !UNUSED.includes(name)));
  }
}
ShapesInUse.$inject = ["palette"];

export const ownWords = {
  __init__: ["shapesInUse"],
  shapesInUse: ["type", ShapesInUse],
  translate: ["value", translate],
};
