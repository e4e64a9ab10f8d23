using System.Text.Json.Serialization;

namespace MfNotebooks.Runner.Protocol;

/// <summary>What the host process tells the runner: one JSON object a line.</summary>
[JsonDerivedType(typeof(HostReady), "ready")]
[JsonDerivedType(typeof(RestoreStarted), "restore-started")]
[JsonDerivedType(typeof(RestoreFinished), "restore-finished")]
[JsonDerivedType(typeof(StreamWritten), "stream")]
[JsonDerivedType(typeof(Displayed), "display")]
[JsonDerivedType(typeof(DisplayUpdated), "update")]
[JsonDerivedType(typeof(CellFailed), "failed")]
[JsonDerivedType(typeof(CellSucceeded), "succeeded")]
internal abstract record HostEvent;

/// <summary>The engine is up and waits for the first cell.</summary>
internal sealed record HostReady : HostEvent;

/// <summary>NuGet packages are being fetched: the time that this takes is not the cell's.</summary>
internal sealed record RestoreStarted(string Packages) : HostEvent;

/// <summary>The packages are there; the cell's clock runs again.</summary>
internal sealed record RestoreFinished : HostEvent;

/// <summary>Text that the cell printed; <paramref name="Name"/> is stdout or stderr.</summary>
internal sealed record StreamWritten(string Name, string Text) : HostEvent;

/// <summary>A shown value by MIME type: the cell's result, or a display that can be updated by its id.</summary>
internal sealed record Displayed(IReadOnlyDictionary<string, string> Data, bool IsResult, string? DisplayId) : HostEvent;

/// <summary>A new value for an earlier display, of this cell or of one before it.</summary>
internal sealed record DisplayUpdated(string DisplayId, IReadOnlyDictionary<string, string> Data) : HostEvent;

/// <summary>The cell ended with an error; the line counts from 1 within the cell.</summary>
internal sealed record CellFailed(string Name, string Message, IReadOnlyList<string> Traceback, int? Line) : HostEvent;

/// <summary>The cell ended well.</summary>
internal sealed record CellSucceeded : HostEvent;
