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
  "Create exclusive gateway": "择一网关：只走一路",
  "Create parallel gateway": "并行网关：各路都走",
  "Create inclusive gateway": "择多网关：可走几路",
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
  "Sub-process (collapsed)": "收起的子流程",
  "Sub-process (expanded)": "子流程",
  "Start event": "开始",
  "End event": "结束",
  "Terminate end event": "全部终止",
  "Call activity": "调用另一流程",
  "Intermediate throw event": "中间事件",
  "Boundary event": "附在环节上的事件",
  "Message start event": "收到消息时开始",
  "Timer start event": "到时间开始",
  "Conditional start event": "条件成立时开始",
  "Signal start event": "收到信号时开始",
  "Message intermediate catch event": "等消息",
  "Message intermediate throw event": "发消息",
  "Timer intermediate catch event": "等到期",
  "Conditional intermediate catch event": "等条件成立",
  "Signal intermediate catch event": "等信号",
  "Signal intermediate throw event": "发信号",
  "Escalation intermediate throw event": "上报",
  "Link intermediate catch event": "接上页",
  "Link intermediate throw event": "转下页",
  "Message boundary event": "中途收到消息",
  "Timer boundary event": "超过时间",
  "Escalation boundary event": "内部上报",
  "Conditional boundary event": "中途条件成立",
  "Error boundary event": "出错",
  "Signal boundary event": "中途收到信号",
  "Message end event": "发消息并结束",
  "Error end event": "出错结束",
  "Signal end event": "发信号并结束",
  "Escalation end event": "上报并结束",
  "Sub-process": "子流程",
  "Expanded pool/participant": "泳池",
  "Search or create element": "查找图形",
  "No matching entries": "没有相符的",
  "Sequence flow": "顺序",
  "Default flow": "默认走向",
  "Conditional flow": "有条件的走向",
  Loop: "重复办理",
  "Parallel multi-instance": "同时办几份",
  "Sequential multi-instance": "依次办几份",
};
const PALETTE = [
  "hand-tool", "lasso-tool", "space-tool", "global-connect-tool", "tool-separator",
  "create.start-event", "create.task", "create.end-event",
]; // prettier-ignore
const GATEWAYS = { Exclusive: "xor", Parallel: "parallel", Inclusive: "or" };
// What a chart that is judged may not hold; see procedure/bpmn.py.
const UNSUPPORTED =
  /complex-gateway|transaction|ad-?hoc|event-subprocess|non-interrupting|compensation|cancel|instantiate|collapsed-pool/;
const CONTEXT = /^(?!append\.(?!append-task|end-event|gateway|text-annotation))/;

function translate(template, values = {}) {
  const word = document.documentElement.lang.startsWith("zh") ? (WORDS[template] ?? template) : template;
  return word.replace(/{([^}]+)}/g, (whole, name) => values[name] ?? whole);
}

const only = (entries, wanted) => Object.fromEntries(Object.entries(entries).filter(([name]) => wanted(name)));

/** The palette, the pad beside a shape and the menu of other shapes, with what a published chart may be drawn with. */
class ShapesInUse {
  constructor(palette, contextPad, popupMenu, create, elementFactory) {
    this.create = create;
    this.elementFactory = elementFactory;
    palette.registerProvider(500, this);
    contextPad.registerProvider(500, this);
    popupMenu.registerProvider("bpmn-replace", 500, this);
  }

  gateway(kind) {
    const start = (event) =>
      this.create.start(event, this.elementFactory.createShape({ type: `bpmn:${kind}Gateway` }));
    return {
      group: "gateway",
      className: `bpmn-icon-gateway-${GATEWAYS[kind]}`,
      title: translate(`Create ${kind.toLowerCase()} gateway`),
      action: { dragstart: start, click: start },
    };
  }

  getPaletteEntries() {
    return (entries) => ({
      ...only(entries, (name) => PALETTE.includes(name)),
      ...Object.fromEntries(
        Object.keys(GATEWAYS).map((kind) => [`create.${kind.toLowerCase()}-gateway`, this.gateway(kind)]),
      ),
    });
  }

  getContextPadEntries() {
    return (entries) => only(entries, (name) => CONTEXT.test(name));
  }

  getPopupMenuEntries() {
    return (entries) => only(entries, (name) => !UNSUPPORTED.test(name));
  }
}
ShapesInUse.$inject = ["palette", "contextPad", "popupMenu", "create", "elementFactory"];

export const ownWords = {
  __init__: ["shapesInUse"],
  shapesInUse: ["type", ShapesInUse],
  translate: ["value", translate],
};
